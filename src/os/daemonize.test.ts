import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBundled } from '../../test/support/run-bundled.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';

test('the second process leads a session, has let go of the terminal, and the first exits 0', () =>
  withTempDir(async (directory) => {
    const report = join(directory, 'report');
    const run = await runBundled('daemonizes.ts', ['detach', report]);
    expect(run).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    const line = await waitUntil('the report', () => readIfAny(report), {
      accept: (text) => text.endsWith('\n'),
    });
    expect(JSON.parse(line)).toEqual({
      isLeader: true,
      variables: [],
      outcome: 'detached',
      descriptors: ['/dev/null', '/dev/null', '/dev/null'],
      execArgv: ['--v8-pool-size=0'],
    });
  }));

test('a second process that is to stay in the foreground leaves the start to the first', () =>
  withTempDir(async (directory) => {
    const report = join(directory, 'report');
    expect(await runBundled('daemonizes.ts', ['decline', report])).toMatchObject({ code: 0 });
    expect(readFileSync(report, 'utf8')).toBe('declined\n');
  }));

test('a failed start is seen on the terminal and in the exit status of the first process', async () => {
  expect(await runBundled('daemonizes.ts', ['fail'])).toMatchObject({
    code: 2,
    stderr: 'Error: told to fail\n',
  });
});

test('a second process that is killed counts as in a shell', async () => {
  expect(await runBundled('daemonizes.ts', ['be-killed'])).toMatchObject({ code: 128 + 9 });
});

function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Not written yet.
  }
}
