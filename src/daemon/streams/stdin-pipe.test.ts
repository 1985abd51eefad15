import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { openLibc } from '../../os/native.ts';
import { openDescriptors, readOpenFile } from '../../os/process-table.ts';
import { StdinPipe } from './stdin-pipe.ts';

const libc = openLibc();
/** A little more than what a pipe holds. */
const MORE = 66_000;

/** A pipe with a child's end, and what the child would read of it. */
function withPipe(use: (pipe: StdinPipe, child: { read(): number; path: string }) => Promise<void>) {
  return withTempDir(async (directory) => {
    const path = join(directory, 'x.stdin');
    const pipe = new StdinPipe(libc, { path, owner: null, isKept: true });
    const own = pipe.openForChild();
    const end = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(MORE);
    try {
      await use(pipe, { path, read: () => readSync(end, buffer, 0, MORE, null) });
    } finally {
      pipe.close();
      closeSync(own);
      closeSync(end);
    }
  });
}

/** By this process. */
function writers(path: string): number {
  return openDescriptors(process.pid).filter((fd) => readOpenFile(process.pid, fd) === path).length - 2;
}

test('what the pipe takes at once leaves nothing open', () =>
  withPipe(async (pipe, child) => {
    expect(pipe.write(Buffer.from('hello\n'))).toBe('written');
    expect(child.read()).toBe(6);
    expect(writers(child.path)).toBe(0);
  }));

test('what the pipe does not take is sent when the child reads, in order, and then the pipe is let go', () =>
  withPipe(async (pipe, child) => {
    expect(pipe.write(Buffer.alloc(MORE))).toBe('written');
    expect(pipe.write(Buffer.from('more\n'))).toBe('written');
    expect(writers(child.path)).toBe(1);
    let read = 0;
    const readOn = () => {
      try {
        read += child.read();
      } catch {
        // Nothing is there at the moment.
      }
      return read;
    };
    await waitUntil('all bytes', () => readOn() === MORE + 5);
    await waitUntil('the end of the backlog', () => writers(child.path) === 0);
    expect(pipe.write(Buffer.from('again\n'))).toBe('written');
    expect(child.read()).toBe(6);
  }));

test('too much for a child that does not read is refused', () =>
  withPipe(async (pipe) => {
    expect(pipe.write(Buffer.alloc(MORE))).toBe('written');
    expect(pipe.write(Buffer.alloc(1024 * 1024))).toBe('full');
  }));

test('a pipe that somebody has deleted is closed to the daemon', () =>
  withPipe(async (pipe, child) => {
    rmSync(child.path);
    expect(pipe.write(Buffer.from('hello\n'))).toBe('closed');
  }));
