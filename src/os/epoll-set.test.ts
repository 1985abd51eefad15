import { closeSync, readSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { waitUntil } from '../../test/support/wait-until.ts';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { EpollSet } from './epoll-set.ts';
import { O_CLOEXEC } from './native/files.ts';
import { openLibc } from './native.ts';

const libc = openLibc();

function openPipe(): readonly [readEnd: FileDescriptor, writeEnd: number] {
  const ends = new Int32Array(2);
  if (libc.pipe2(ends, O_CLOEXEC) !== 0) throw new Error('no pipe');
  return [fileDescriptor(ends[0] as number), ends[1] as number];
}

test('tells of what can be read, again as long as it can, and not of what was taken out', async () => {
  const [first, toFirst] = openPipe();
  const [second, toSecond] = openPipe();
  const told: FileDescriptor[] = [];
  const set = new EpollSet(libc, (fds) => {
    told.push(...fds);
    // One byte each time, so that what has more stays readable.
    for (const fd of fds) readSync(fd, Buffer.alloc(1));
  });
  set.add(first);
  set.add(second);
  writeSync(toFirst, 'ab');
  await waitUntil('both bytes', () => told.length, { accept: (count) => count === 2 });
  expect(told).toEqual([first, first]);
  set.remove(first);
  writeSync(toFirst, 'c');
  writeSync(toSecond, 'd');
  await waitUntil('the byte of the other', () => told.length, { accept: (count) => count === 3 });
  expect(told).toEqual([first, first, second]);
  set.remove(second);
  for (const fd of [first, toFirst, second, toSecond]) closeSync(fd);
});
