import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { DescriptorQueue } from './descriptor-queue.ts';
import { ensureFifo, openReadEnd } from './fifo.ts';
import { openLibc } from './native.ts';

const libc = openLibc();

/** What a pipe holds that nobody here has open. */
function contentOf(pipe: string): string {
  const fd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(100);
  const length = readSync(fd, buffer);
  closeSync(fd);
  return buffer.toString('utf8', 0, length);
}

/** Fails where nobody has the pipe open for reading. */
function say(pipe: string, words: string): void {
  const fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(fd, words);
  closeSync(fd);
}

function makePipe(directory: string): { readonly path: string; readonly fd: FileDescriptor } {
  const path = join(directory, 'pipe');
  ensureFifo(libc, path, { mode: 0o600, owner: null });
  return { path, fd: openReadEnd(path) };
}

describe('a queue of descriptors', () => {
  it('keeps what is in a pipe as long as the far end is open', () =>
    withTempDir((directory) => {
      const queue = new DescriptorQueue(libc);
      const { path, fd } = makePipe(directory);
      expect(queue.put(fd)).toBe(true);
      closeSync(fd);
      say(path, 'last words');
      queue.close();
      expect(contentOf(path)).toBe('last words');
      expect(contentOf(path)).toBe('');
      say(path, 'more');
      closeSync(queue.far);
      expect(contentOf(path)).toBe('');
    }));

  it('can be held by a process that knows nothing of it', () =>
    withTempDir(async (directory) => {
      const queue = new DescriptorQueue(libc);
      const holder = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', queue.far] });
      try {
        closeSync(queue.far);
        const { path, fd } = makePipe(directory);
        expect(queue.put(fd)).toBe(true);
        closeSync(fd);
        queue.close();
        say(path, 'last words');
        expect(contentOf(path)).toBe('last words');
      } finally {
        const ended = new Promise((resolve) => holder.once('exit', resolve));
        holder.kill('SIGKILL');
        await ended;
      }
    }));

  it('says when it takes no more, and when nobody has the far end', () => {
    const queue = new DescriptorQueue(libc);
    const nothing = fileDescriptor(openSync('/dev/null', 'r'));
    let count = 0;
    while (queue.put(nothing)) count += 1;
    expect(count).toBeGreaterThan(50);
    expect(count).toBeLessThan(1000);
    closeSync(queue.far);
    expect(queue.put(nothing)).toBe(false);
    queue.close();
    closeSync(nothing);
  });
});
