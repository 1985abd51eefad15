import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { removeFile } from './remove-file.ts';

let directory: TempDir;
let path: string;

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log.1');
});

afterEach(() => {
  directory.remove();
});

/** Whether this process has the file open. */
function isHeld(): boolean {
  return readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false; // The descriptor that lists the others.
    }
  });
}

test.each([
  ['small', 10],
  ['large', 50 * 1024 * 1024],
])('a %s file is gone at once, and let go of soon', async (_, size) => {
  writeFileSync(path, '');
  truncateSync(path, size);
  removeFile(path);
  expect(existsSync(path)).toBe(false);
  await waitUntil('its descriptor to be closed', () => !isHeld());
});

test('who reads it reads on', () => {
  writeFileSync(path, '');
  truncateSync(path, 10 * 1024 * 1024);
  const reader = openSync(path, 'r');
  removeFile(path);
  expect(statSync(`/proc/self/fd/${reader}`).size).toBe(10 * 1024 * 1024);
  closeSync(reader);
});

test('a link is removed, not what it leads to', () => {
  const target = join(directory.path, 'elsewhere');
  writeFileSync(target, 'kept');
  symlinkSync(target, path);
  removeFile(path);
  expect(readdirSync(directory.path)).toEqual(['elsewhere']);
});

test('what is not there is an error', () => {
  expect(() => removeFile(path)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
