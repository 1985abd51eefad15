import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { readChildPid } from './child-pid-file.ts';

test.each([
  ['4711\n', 4711],
  ['  4711', 4711],
  ['007\n', 7],
  ['4194304', 4194304],
  ['', null],
  ['\n', null],
  ['0', null],
  ['-1', null],
  ['12x', null],
  ['12\n13\n', null],
  ['4194305', null],
  ['99999999999999999999', null],
])('a file with %j holds %s', async (content, expected) => {
  await withTempDir((directory) => {
    const path = join(directory, 'pid');
    writeFileSync(path, content);
    expect(readChildPid(path)).toBe(expected);
  });
});

test('a file that is not there, and a directory, hold none', async () => {
  await withTempDir((directory) => {
    expect(readChildPid(join(directory, 'missing'))).toBeNull();
    expect(readChildPid(directory)).toBeNull();
  });
});
