import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { ownDescriptor, StreamTarget } from './stream-target.ts';

let directory: TempDir;
let fifo: string;
let clock: FakeClock;
let troubles: string[];

beforeEach(() => {
  directory = makeTempDir();
  fifo = join(directory.path, 'fifo');
  execFileSync('mkfifo', [fifo]);
  clock = new FakeClock();
  troubles = [];
});

afterEach(() => directory.remove());

const openTarget = (path: string) =>
  new StreamTarget(path, { clock, onTrouble: (message) => troubles.push(message) });

const openReader = () => openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);

/** Everything that the pipe holds now. */
function readAll(fd: number): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(65536);
    try {
      const length = readSync(fd, part);
      if (length === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, length));
    } catch {
      // EAGAIN: empty now.
      return Buffer.concat(parts);
    }
  }
}

test('a FIFO without a reader is opened and written without waiting, and keeps the bytes', () => {
  const target = openTarget(fifo);
  target.write(Buffer.from('early\n'));
  const reader = openReader();
  expect(readAll(reader).toString()).toBe('early\n');
  target.close();
  closeSync(reader);
  expect(troubles).toEqual([]);
});

test('a reader that is too slow holds back, and loses nothing', () => {
  const reader = openReader();
  const target = openTarget(fifo);
  const sent = Buffer.alloc(300_000, 'abcdefghij');
  target.write(sent);
  expect(target.isCongested).toBe(true);
  let resumed = 0;
  target.whenWritable(() => {
    resumed += 1;
  });
  target.write(Buffer.from('the end'));
  const received: Buffer[] = [];
  for (let round = 0; target.isCongested && round < 100; round += 1) {
    received.push(readAll(reader));
    expect(resumed).toBe(0);
    clock.advance(10);
  }
  received.push(readAll(reader));
  expect(Buffer.concat(received).toString()).toBe(`${sent.toString()}the end`);
  expect(resumed).toBe(1);
  expect(clock.pendingTimers).toBe(0);
  target.close();
  closeSync(reader);
});

test('while nobody reads it is tried ever less often; a reader that is back is found', () => {
  const reader = openReader();
  const target = openTarget(fifo);
  const schedule = vi.spyOn(clock, 'schedule');
  target.write(Buffer.alloc(300_000));
  clock.advance(60_000);
  expect(schedule.mock.calls.length).toBeLessThan(110);
  let received = 0;
  for (let round = 0; target.isCongested && round < 10; round += 1) {
    received += readAll(reader).byteLength;
    clock.advance(640);
  }
  received += readAll(reader).byteLength;
  expect(received).toBe(300_000);
  target.close();
  closeSync(reader);
});

test('the kept bytes do not share the caller’s buffer', () => {
  const reader = openReader();
  const target = openTarget(fifo);
  target.write(Buffer.alloc(70_000, 'a'));
  const reused = Buffer.from('mine');
  target.write(reused);
  reused.fill('x');
  const received = [readAll(reader)];
  clock.advance(10);
  received.push(readAll(reader));
  expect(Buffer.concat(received).subarray(-4).toString()).toBe('mine');
  target.close();
  closeSync(reader);
});

test('what is kept is bounded; beyond it bytes are lost, counted and reported once', () => {
  const target = openTarget(fifo);
  const chunk = Buffer.alloc(1024 * 1024);
  for (let number = 0; number < 12; number += 1) target.write(chunk);
  expect(target.lostBytes).toBeGreaterThanOrEqual(3 * chunk.byteLength);
  expect(troubles).toEqual([
    `cannot write to log file '${fifo}' (EAGAIN): output is lost until writing works again`,
  ]);
  target.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a device that is full loses bytes and does not fail', () => {
  const target = openTarget('/dev/full');
  target.write(Buffer.from('lost'));
  expect(target.lostBytes).toBe(4);
  expect(troubles).toEqual([
    `cannot write to log file '/dev/full' (ENOSPC): output is lost until writing works again`,
  ]);
  target.close();
});

test('/dev/null takes everything; reopening and clearing do nothing', () => {
  const target = openTarget('/dev/null');
  target.write(Buffer.alloc(100_000));
  target.reopen();
  target.clear();
  target.write(Buffer.from('more'));
  target.close();
  expect(target.lostBytes).toBe(0);
  expect(troubles).toEqual([]);
});

test.each([
  ['/dev/stdout', 1],
  ['/dev/stderr', 2],
  ['/dev/fd/1', 1],
  ['/proc/self/fd/12', 12],
  ['/dev/null', null],
  ['/proc/1/fd/1', null],
  ['/var/log/dev/stdout', null],
])('%s stands for descriptor %s', (path, descriptor) => {
  expect(ownDescriptor(path)).toBe(descriptor);
});

test('a pipe of our own is opened anew, so that it does not block and ours stays as it is', () => {
  const reader = openReader();
  const inherited = openSync(fifo, constants.O_WRONLY);
  const target = openTarget(`/proc/self/fd/${inherited}`);
  target.write(Buffer.alloc(200_000));
  expect(target.isCongested).toBe(true);
  closeSync(reader);
  closeSync(inherited);
  target.close();
});
