import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileAccess } from './file-access.ts';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vigil-glob-'));
  for (const directory of ['one', 'two', '.hidden']) {
    mkdirSync(join(root, directory));
    for (const name of ['a.conf', 'b.conf', '.c.conf', 'd.txt'])
      writeFileSync(join(root, directory, name), name);
  }
  symlinkSync('/nonexistent', join(root, 'one', 'dangling.conf'));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

test.each([
  ['one/a.conf', ['one/a.conf']],
  ['one/nothing', []],
  ['one/*.conf', ['one/a.conf', 'one/b.conf', 'one/dangling.conf']],
  ['one/dangling.conf', ['one/dangling.conf']],
  ['*/a.conf', ['one/a.conf', 'two/a.conf']],
  ['**/[!a].conf', ['one/b.conf', 'two/b.conf']],
  ['.h*/.c*', ['.hidden/.c.conf']],
  ['{one,two}/a.conf', []],
  ['one/a.conf/*', []],
  ['o*/', ['one/']],
  ['one/', ['one/']],
  ['nothing/', []],
  ['one/a.conf/', []],
])('%s finds %j', (pattern, expected) => {
  const found = fileAccess.glob(join(root, '/') + pattern);
  expect([...found].sort()).toEqual(expected.map((path) => join(root, '/') + path));
});

test('a directory is not read', () => {
  expect(() => fileAccess.readFile(root)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(() => fileAccess.readFile(join(root, 'nothing'))).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
  expect(Buffer.from(fileAccess.readFile(join(root, 'one', 'a.conf'))).toString()).toBe('a.conf');
});

test.each([
  ['one', true, true],
  ['one/a.conf', false, true],
  ['one/dangling.conf', false, false],
  ['one/a.conf/x', false, false],
  ['nothing\0', false, false],
])('%j: is a directory %s, exists %s', (path, isDirectory, exists) => {
  expect(fileAccess.isDirectory(join(root, path))).toBe(isDirectory);
  expect(fileAccess.exists(join(root, path))).toBe(exists);
});

test('names that are no UTF-8 are found, also as directories on the way, and opened', () => {
  const latin1 = (...parts: string[]) => Buffer.from(join(root, 'bytes', ...parts), 'latin1');
  mkdirSync(latin1('gr\xfcn'), { recursive: true });
  writeFileSync(latin1('gr\xfcn', '\xf6l.conf'), 'oil');
  writeFileSync(join(root, 'bytes', '\ufffd 🙂.conf'), 'replacement');
  const found = ['bytes/*/*.conf', 'bytes/gr?n/?l.conf', 'bytes/*.conf'].map((pattern) =>
    fileAccess.glob(join(root, pattern)),
  );
  expect(found).toEqual([
    [join(root, 'bytes', 'gr\udcfcn', '\udcf6l.conf')],
    [join(root, 'bytes', 'gr\udcfcn', '\udcf6l.conf')],
    [join(root, 'bytes', '\ufffd 🙂.conf')],
  ]);
  const contents = found.flat().map((path) => Buffer.from(fileAccess.readFile(path)).toString());
  expect(contents).toEqual(['oil', 'oil', 'replacement']);
});
