import { chmodSync, closeSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCloseOnExec } from '../../test/support/close-on-exec.ts';
import { runBundled } from '../../test/support/run-bundled.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { ensureFifo, growPipe, openChildEnd, openReadEnd, openWriteEnd, readAvailable } from './fifo.ts';
import { openLibc } from './native.ts';

const libc = openLibc();
const options = { mode: 0o600, owner: null };
const buffer = Buffer.alloc(4096);
const isRoot = process.getuid?.() === 0;

let directory: TempDir;
let path: string;

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'stdout');
});
afterEach(() => directory.remove());

describe('ensureFifo', () => {
  test('gives the pipe exactly the mode that was asked for', () => {
    ensureFifo(libc, path, { mode: 0o620, owner: null });
    const stats = statSync(path);
    expect([stats.isFIFO(), stats.mode & 0o777]).toEqual([true, 0o620]);
  });

  test('replaces what is no pipe, or has another mode', () => {
    writeFileSync(path, 'old');
    ensureFifo(libc, path, options);
    expect(statSync(path).isFIFO()).toBe(true);
    ensureFifo(libc, path, { mode: 0o620, owner: null });
    expect(statSync(path).mode & 0o777).toBe(0o620);
  });

  test('keeps the pipe of an earlier daemon, so that what still writes to it is heard', () => {
    ensureFifo(libc, path, options);
    const holder = openChildEnd(path);
    ensureFifo(libc, path, options);
    const readEnd = openReadEnd(path);
    writeSync(holder, 'still here');
    expect(readAvailable(libc, readEnd, buffer)).toBe(10);
    closeSync(holder);
    closeSync(readEnd);
  });

  test('gives the pipe to its owner, where the daemon is root', () => {
    const owner = isRoot
      ? { uid: 65534, gid: 65534 }
      : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    ensureFifo(libc, path, { mode: 0o600, owner });
    expect(statSync(path)).toMatchObject(owner);
  });

  test('throws the system’s error where it cannot make it', () => {
    expect(() => ensureFifo(libc, join(directory.path, 'missing', 'stdout'), options)).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});

describe('reading', () => {
  test('tells an empty pipe, data, and the end apart', () => {
    ensureFifo(libc, path, options);
    const readEnd = openReadEnd(path);
    expect(readAvailable(libc, readEnd, buffer)).toBe('end');
    const childEnd = openChildEnd(path);
    expect(readAvailable(libc, readEnd, buffer)).toBe('would-block');
    writeSync(childEnd, 'hello');
    expect(readAvailable(libc, readEnd, buffer)).toBe(5);
    expect(buffer.toString('utf8', 0, 5)).toBe('hello');
    expect(readAvailable(libc, readEnd, buffer)).toBe('would-block');
    writeSync(childEnd, 'last words');
    closeSync(childEnd);
    expect(readAvailable(libc, readEnd, buffer.subarray(0, 4))).toBe(4);
    expect(readAvailable(libc, readEnd, buffer)).toBe(6);
    expect(readAvailable(libc, readEnd, buffer)).toBe('end');
    closeSync(readEnd);
  });

  test('goes on where a reader that died left off', () => {
    ensureFifo(libc, path, options);
    const first = openReadEnd(path);
    const childEnd = openChildEnd(path);
    closeSync(first);
    writeSync(childEnd, 'kept');
    const second = openReadEnd(path);
    expect(readAvailable(libc, second, buffer)).toBe(4);
    closeSync(second);
    closeSync(childEnd);
  });

  test('throws for a descriptor that is not open', () => {
    ensureFifo(libc, path, options);
    const readEnd = openReadEnd(path);
    closeSync(readEnd);
    expect(() => readAvailable(libc, readEnd, buffer)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });
});

test('the write end opens only while somebody reads, and the pipe has its name', () => {
  ensureFifo(libc, path, options);
  expect(openWriteEnd(path)).toBeNull();
  const childEnd = openChildEnd(path);
  const writeEnd = openWriteEnd(path);
  expect(writeEnd).not.toBeNull();
  if (writeEnd !== null) {
    writeSync(writeEnd, 'input');
    expect(readAvailable(libc, childEnd, buffer)).toBe(5);
    closeSync(writeEnd);
  }
  rmSync(path);
  expect(openWriteEnd(path)).toBeNull();
  closeSync(childEnd);
});

test('no end is inherited by programs', () => {
  ensureFifo(libc, path, options);
  const ends = [openReadEnd(path), openChildEnd(path), openWriteEnd(path)];
  for (const end of ends) {
    if (end === null) throw new Error('the write end did not open');
    expect(isCloseOnExec(libc, end)).toBe(true);
    closeSync(end);
  }
});

test('a pipe grows, and a refusal is an answer', () => {
  ensureFifo(libc, path, options);
  const childEnd = openChildEnd(path);
  expect(growPipe(libc, childEnd, 128 * 1024)).toBe(128 * 1024);
  expect(growPipe(libc, childEnd, -1)).toBeNull();
  closeSync(childEnd);
});

test('a program of another user opens /dev/stdout by name, though it may not enter the directory', async () => {
  chmodSync(directory.path, 0o700);
  const user = isRoot
    ? { uid: 65534, gid: 65534 }
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const run = await runBundled('writes-to-dev-stdout.ts', [path, JSON.stringify(user)]);
  expect(run).toMatchObject({ code: 0, stdout: 'opened by name\n', stderr: '' });
});
