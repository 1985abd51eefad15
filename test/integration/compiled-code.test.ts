/** The compiled code that is kept beside the bundles: made once, used, never trusted for another build, never missed. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAME = /^greet-v\d.*\.cache$/;
const bundle = (build: string, text: string) =>
  `// ${build}\nprocess.stdout.write(${JSON.stringify(text)});\n`;

/** A package of its own, with one command made of one bundle. */
function install(directory: string): { readonly command: string; readonly dist: string } {
  const dist = join(directory, 'dist');
  mkdirSync(join(directory, 'bin'));
  mkdirSync(dist);
  cpSync(join(ROOT, 'bin/load.cjs'), join(directory, 'bin/load.cjs'));
  const command = join(directory, 'bin/greet.cjs');
  writeFileSync(command, `require('./load.cjs')('greet', (write) => process.once('exit', write));\n`);
  writeFileSync(join(dist, 'greet.cjs'), bundle('0123456789abcdef', 'hello'));
  return { command, dist };
}

async function run(command: string): Promise<string> {
  const { code, stdout, stderr } = await runToExit(process.execPath, [command]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const caches = (dist: string) => readdirSync(dist).filter((name) => NAME.test(name));

describe('the compiled code of a command', () => {
  it('is written by the first run and left alone by the next', async () => {
    await withTempDir(async (directory) => {
      const { command, dist } = install(directory);
      expect(await run(command)).toBe('hello');
      const [name = ''] = caches(dist);
      const { mtimeMs } = statSync(join(dist, name));
      expect(await run(command)).toBe('hello');
      expect(caches(dist)).toEqual([name]);
      expect(statSync(join(dist, name)).mtimeMs).toBe(mtimeMs);
    });
  });

  it('of another build is replaced, though the text is as long', async () => {
    await withTempDir(async (directory) => {
      const { command, dist } = install(directory);
      await run(command);
      writeFileSync(join(dist, 'greet.cjs'), bundle('fedcba9876543210', 'salut'));
      expect(await run(command)).toBe('salut');
      const [name = ''] = caches(dist);
      expect(readFileSync(join(dist, name), 'latin1')).toMatch(/^fedcba9876543210 \n/);
    });
  });

  it('that is damaged is not used', async () => {
    await withTempDir(async (directory) => {
      const { command, dist } = install(directory);
      await run(command);
      const [name = ''] = caches(dist);
      writeFileSync(join(dist, name), readFileSync(join(dist, name)).subarray(0, 60));
      expect(await run(command)).toBe('hello');
      expect(readFileSync(join(dist, name)).length).toBeGreaterThan(60);
    });
  });

  it('is not missed where it cannot be written', async () => {
    await withTempDir(async (directory) => {
      const { command, dist } = install(directory);
      await run(command);
      const [name = ''] = caches(dist);
      rmSync(join(dist, name));
      // A directory in its place stops root as well.
      mkdirSync(join(dist, name));
      expect(await run(command)).toBe('hello');
      expect(readdirSync(dist).sort()).toEqual(['greet.cjs', name].sort());
    });
  });

  it('is found through a link to the command', async () => {
    await withTempDir(async (directory) => {
      const { command } = install(directory);
      const link = join(directory, 'greet');
      symlinkSync(command, link);
      expect(await run(link)).toBe('hello');
    });
  });
});

describe('a bundle that is run so', () => {
  const bundles = readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.cjs'));

  it.each(bundles)('%s means the same read as Latin-1, byte for byte', (name) => {
    const bytes = readFileSync(join(ROOT, 'dist', name));
    expect(bytes.findIndex((byte) => byte > 0x7f)).toBe(-1);
  });
});
