import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import type { LogFileOptions } from './log-writer.ts';
import { RotatingFile } from './rotating-file.ts';

let directory: TempDir;
let path: string;
let clock: FakeClock;
let troubles: string[];
const open: RotatingFile[] = [];

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log');
  clock = new FakeClock();
  troubles = [];
});

afterEach(() => {
  for (const file of open.splice(0)) file.close();
  directory.remove();
});

function openFile(options: Partial<LogFileOptions> = {}): RotatingFile {
  const surroundings = { clock, onTrouble: (message: string) => troubles.push(message) };
  const file = new RotatingFile(path, { maxBytes: 0, backups: 0, ...options }, surroundings);
  open.push(file);
  return file;
}

function writeAll(file: RotatingFile, ...chunks: readonly string[]): void {
  for (const chunk of chunks) file.write(Buffer.from(chunk));
}

function targetOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null; // That of the list of descriptors itself.
  }
}

function contents(): Record<string, string> {
  const names = readdirSync(directory.path).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory.path, name), 'utf8')]));
}

describe('rotation', () => {
  test('files exceed the size by up to a chunk, and the oldest backup goes', () => {
    const file = openFile({ maxBytes: 30, backups: 2 });
    for (let number = 0; number < 9; number += 1) writeAll(file, `this is line ${number}..\n`);
    expect(contents()).toEqual({
      'web.log': 'this is line 8..\n',
      'web.log.1': 'this is line 6..\nthis is line 7..\n',
      'web.log.2': 'this is line 4..\nthis is line 5..\n',
    });
  });

  test.each([
    ['no backups: the file is truncated', { maxBytes: 4, backups: 0 }, { 'web.log': 'e' }],
    ['one backup', { maxBytes: 4, backups: 1 }, { 'web.log': 'e', 'web.log.1': 'cd--' }],
    ['maxbytes 0: never', { maxBytes: 0, backups: 3 }, { 'web.log': 'ab--cd--e' }],
    ['maxbytes negative: never', { maxBytes: -1, backups: 3 }, { 'web.log': 'ab--cd--e' }],
  ])('%s', (_, options, expected) => {
    writeAll(openFile(options), 'ab--', 'cd--', 'e');
    expect(contents()).toEqual(expected);
  });

  test('what the file held before counts, and is looked at after the first write', () => {
    writeFileSync(path, 'old content');
    const file = openFile({ maxBytes: 5, backups: 1 });
    expect(contents()).toEqual({ 'web.log': 'old content' });
    writeAll(file, '+');
    expect(contents()).toEqual({ 'web.log': '', 'web.log.1': 'old content+' });
  });

  test('a gap between the backups moves up like Supervisor moves it', () => {
    writeFileSync(`${path}.2`, 'two');
    writeAll(openFile({ maxBytes: 1, backups: 4 }), 'x');
    expect(contents()).toEqual({ 'web.log': '', 'web.log.1': 'x', 'web.log.3': 'two' });
  });

  test('the oldest backup stays where none moves up to take its place', () => {
    writeFileSync(`${path}.3`, 'three');
    writeAll(openFile({ maxBytes: 1, backups: 3 }), 'x');
    expect(contents()).toEqual({ 'web.log': '', 'web.log.1': 'x', 'web.log.3': 'three' });
  });

  test('a file truncated from outside is not rotated before it is full again', () => {
    const file = openFile({ maxBytes: 8, backups: 1 });
    writeAll(file, '12345');
    truncateSync(path, 0);
    writeAll(file, 'abcd');
    expect(contents()).toEqual({ 'web.log': 'abcd' });
    writeAll(file, 'efgh');
    expect(contents()).toEqual({ 'web.log': '', 'web.log.1': 'abcdefgh' });
  });

  test('a rotation that fails loses nothing, is reported, and is tried again later', () => {
    mkdirSync(`${path}.1`);
    const file = openFile({ maxBytes: 4, backups: 1 });
    writeAll(file, '1234', '56');
    expect(readFileSync(path, 'utf8')).toBe('123456');
    expect(troubles).toEqual([`cannot rotate log file '${path}' (EISDIR): still writing to the open file`]);
    rmSync(`${path}.1`, { recursive: true });
    writeAll(file, '78');
    expect(contents()).toEqual({ 'web.log': '', 'web.log.1': '12345678' });
  });

  test('no byte is lost or doubled, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 20 })),
        fc.integer({ min: 1, max: 30 }),
        (chunks, maxBytes) => {
          for (const name of readdirSync(directory.path)) rmSync(join(directory.path, name));
          const file = openFile({ maxBytes, backups: chunks.length + 1 });
          writeAll(file, ...chunks);
          file.close();
          const backups = chunks.map((_, index) => `${path}.${chunks.length - index}`).filter(existsSync);
          const text = [...backups, path].map((name) => readFileSync(name, 'utf8')).join('');
          expect(text).toBe(Buffer.from(chunks.join('')).toString());
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('reopen and clear', () => {
  test('a file whose closing fails is let go, and never written to again by its number', () => {
    const file = openFile();
    const lower = openSync('/dev/null', 'r');
    writeAll(file, 'first\n');
    const number = readdirSync('/proc/self/fd').find((fd) => targetOf(fd) === path);
    // As on a network file system: the descriptor is gone, and close(2) says that something went wrong.
    closeSync(Number(number));
    // The number that the new file gets.
    closeSync(lower);
    file.reopen();
    const other = join(directory.path, 'other');
    const fd = openSync(other, 'w');
    writeAll(file, 'second\n');
    closeSync(fd);
    expect(contents()).toEqual({ 'web.log': 'first\nsecond\n', other: '' });
    expect(troubles[0]).toBe(
      `cannot write to log file '${path}' (EBADF): output is lost until writing works again`,
    );
  });

  test('reopen goes on at the path after the file was moved away', () => {
    const file = openFile();
    writeAll(file, 'one\n');
    renameSync(path, `${path}.moved`);
    writeAll(file, 'two\n');
    file.reopen();
    writeAll(file, 'three\n');
    expect(contents()).toEqual({ 'web.log': 'three\n', 'web.log.moved': 'one\ntwo\n' });
  });

  test('a reopening that fails keeps the open file', () => {
    const file = openFile();
    writeAll(file, 'held\n');
    renameSync(path, `${path}.moved`);
    mkdirSync(path);
    file.reopen();
    writeAll(file, 'kept\n');
    expect(readFileSync(`${path}.moved`, 'utf8')).toBe('held\nkept\n');
    expect(troubles).toEqual([`cannot reopen log file '${path}' (EISDIR): still writing to the open file`]);
  });

  test('a silent program holds no descriptor, and its file is there all the same', () => {
    const before = readdirSync('/proc/self/fd').length;
    const file = openFile();
    expect(contents()).toEqual({ 'web.log': '' });
    expect(readdirSync('/proc/self/fd').length).toBe(before);
    renameSync(path, `${path}.moved`);
    file.reopen();
    expect(contents()).toEqual({ 'web.log': '', 'web.log.moved': '' });
    writeAll(file, 'at last\n');
    expect(contents()).toEqual({ 'web.log': 'at last\n', 'web.log.moved': '' });
  });

  test('clear begins a new file, also when the old one is gone, and rotation counts from zero', () => {
    const file = openFile({ maxBytes: 6, backups: 1 });
    writeAll(file, '12345');
    file.clear();
    writeAll(file, 'ab');
    expect(contents()).toEqual({ 'web.log': 'ab' });
    rmSync(path);
    file.clear();
    writeAll(file, 'cd');
    expect(contents()).toEqual({ 'web.log': 'cd' });
  });

  test('the explicit mode holds for the file and its successors', () => {
    const file = openFile({ mode: 0o600, maxBytes: 2, backups: 1 });
    writeAll(file, '12');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  });
});

describe('trouble', () => {
  test('a file that cannot be opened throws the errno', () => {
    path = join(directory.path, 'missing', 'web.log');
    expect(() => openFile()).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });

  test('losses are counted, said once, and once more when writing has worked for a while', () => {
    symlinkSync('/dev/full', path);
    const file = openFile();
    writeAll(file, 'lost', 'lost too');
    expect(file.lostBytes).toBe(12);
    expect(troubles).toEqual([
      `cannot write to log file '${path}' (ENOSPC): output is lost until writing works again`,
    ]);
    rmSync(path);
    file.reopen();
    writeAll(file, 'kept\n');
    expect(troubles).toHaveLength(1);
    clock.advance(1000);
    writeAll(file, 'kept too\n');
    expect(troubles.slice(1)).toEqual([`writing to log file '${path}' works again, 12 bytes were lost`]);
    expect(readFileSync(path, 'utf8')).toBe('kept\nkept too\n');
    expect(file.lostBytes).toBe(12);
  });
});

test('only the given length of a reused buffer is written', () => {
  openFile().write(Buffer.from('abcdef'), 3);
  expect(contents()).toEqual({ 'web.log': 'abc' });
});
