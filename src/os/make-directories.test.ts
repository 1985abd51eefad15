import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectories } from './make-directories.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigil-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

test('all that is missing is made, with the mode, and what is there stays', () => {
  makeDirectories(join(directory, 'a/b'), 0o700);
  makeDirectories(join(directory, 'a/b'), 0o755);
  const modes = ['a', 'a/b'].map((path) => statSync(join(directory, path)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700]);
});

test('a link to a directory is one', () => {
  symlinkSync(directory, join(directory, 'link'));
  makeDirectories(join(directory, 'link/a'));
  expect(statSync(join(directory, 'a')).isDirectory()).toBe(true);
});

test.each([
  ['/proc/nowhere/a/b', /ENOENT.*\/proc\/nowhere'/],
  ['file/a', /ENOTDIR|EEXIST/],
  ['file', /EEXIST/],
])('what cannot be made is an error: %s', (path, message) => {
  writeFileSync(join(directory, 'file'), '');
  expect(() => makeDirectories(path.startsWith('/') ? path : join(directory, path))).toThrow(message);
});
