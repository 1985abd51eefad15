/**
 * The same chunks through Supervisor's own RotatingFileHandler and through vigil's RotatingFile leave the same files,
 * byte for byte. A negative size is left out: Supervisor then opens the file as text and cannot write bytes to it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RotatingFile } from '../../src/logs/rotating-file.ts';
import { SystemClock } from '../../src/os/clock.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { withTempDir } from '../support/temp-dir.ts';

type Step =
  | { readonly kind: 'write'; readonly base64: string }
  /** An outside tool moves the log away, then the log is reopened. */
  | { readonly kind: 'rotated-outside' }
  | { readonly kind: 'clear' };

interface Run {
  readonly existing: string | null;
  readonly maxBytes: number;
  readonly backups: number;
  readonly steps: readonly Step[];
}

const SUPERVISOR = `
import base64, json, os, sys
from supervisor import loggers
for case in json.load(sys.stdin):
    path = os.path.join(case['directory'], 'web.log')
    logger = loggers.getLogger()
    loggers.handle_file(logger, path, '%(message)s', rotating=bool(case['maxBytes']),
                        maxbytes=case['maxBytes'], backups=case['backups'])
    for step in case['steps']:
        if step['kind'] == 'write':
            logger.info(base64.b64decode(step['base64']))
            continue
        for handler in logger.handlers:
            if step['kind'] == 'clear':
                handler.remove()
            else:
                os.rename(path, path + '.outside')
            handler.reopen()
    logger.close()
`;

const chunk = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 24 }),
  fc.constant(Buffer.from('a line of text\n')),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: chunk.map((bytes) => ({
      kind: 'write' as const,
      base64: Buffer.from(bytes).toString('base64'),
    })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'rotated-outside' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' }) },
);
const run: fc.Arbitrary<Run> = fc.record({
  existing: fc.option(fc.string({ maxLength: 60 })),
  maxBytes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(0)),
  backups: fc.integer({ min: 0, max: 12 }),
  steps: fc.array(step, { maxLength: 60 }),
});

describeWithPeer('supervisord', 'rotation is Supervisor’s', () => {
  test('200 runs leave the same files', async () => {
    const runs = fc.sample(run, { numRuns: 200, seed: 20_040_818 });
    await withTempDir((directory) => {
      const supervisorFolders = prepareFolders(join(directory, 'supervisor'), runs);
      const vigilFolders = prepareFolders(join(directory, 'vigil'), runs);
      runSupervisor(runs, supervisorFolders);
      for (const [index, one] of runs.entries()) runVigil(one, folderAt(vigilFolders, index));
      for (const [index, one] of runs.entries()) {
        const expected = contentsOf(folderAt(supervisorFolders, index));
        expect(contentsOf(folderAt(vigilFolders, index)), JSON.stringify(one)).toEqual(expected);
      }
    });
  });
});

function prepareFolders(parent: string, runs: readonly Run[]): readonly string[] {
  return runs.map(({ existing }, index) => {
    const folder = join(parent, String(index));
    mkdirSync(folder, { recursive: true });
    if (existing !== null) writeFileSync(join(folder, 'web.log'), existing);
    return folder;
  });
}

function folderAt(folders: readonly string[], index: number): string {
  const folder = folders[index];
  if (folder === undefined) throw new Error(`no folder ${index}`);
  return folder;
}

function runSupervisor(runs: readonly Run[], folders: readonly string[]): void {
  const input = JSON.stringify(runs.map((one, index) => ({ ...one, directory: folders[index] })));
  execFileSync(pythonOfSupervisor(), ['-c', SUPERVISOR], { input, stdio: ['pipe', 'inherit', 'inherit'] });
}

/** The interpreter that has Supervisor's modules is the one that its script names. */
function pythonOfSupervisor(): string {
  const firstLine = readFileSync(peerPath('supervisord'), 'utf8').split('\n', 1)[0] ?? '';
  const interpreter = /^#!\s*(\S*python\S*)/.exec(firstLine)?.[1];
  if (interpreter === undefined)
    throw new Error(`supervisord begins with "${firstLine}", expected an interpreter`);
  return interpreter;
}

function runVigil({ maxBytes, backups, steps }: Run, folder: string): void {
  const path = join(folder, 'web.log');
  const onTrouble = (message: string): never => {
    throw new Error(message);
  };
  const file = new RotatingFile(path, { maxBytes, backups }, { clock: new SystemClock(), onTrouble });
  for (const one of steps) {
    if (one.kind === 'write') file.write(Buffer.from(one.base64, 'base64'));
    else if (one.kind === 'clear') file.clear();
    else {
      renameSync(path, `${path}.outside`);
      file.reopen();
    }
  }
  file.close();
}

function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}
