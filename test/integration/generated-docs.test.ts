import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

test('docs/configuration.md says what the tables of the loader say', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/generate-docs.mjs', '--check'], {
    cwd: root,
  });
  await expect(check).resolves.toEqual({ stdout: '', stderr: '' });
});
