import { beforeEach, expect, test } from 'vitest';
import { FrameQueue, MOST_FRAMES, MOST_LOG_TEXT } from './frame-queue.ts';

let queue: FrameQueue;

beforeEach(() => {
  queue = new FrameQueue();
});

test('gives everything at once, in order', () => {
  queue.push('a');
  queue.push('b');
  expect(queue.take()).toEqual({ frames: ['a', 'b'], dropped: 0 });
  expect(queue.take()).toBeNull();
});

test('too many news are dropped, all of them, and counted', () => {
  for (let number = 0; number < MOST_FRAMES + 10; number += 1) queue.push('x');
  expect(queue.take()).toEqual({ frames: [], dropped: MOST_FRAMES + 10 });
  queue.push('later');
  expect(queue.take()).toEqual({ frames: ['later'], dropped: 0 });
});

test('logs wait for room', async () => {
  let hasRoom = false;
  await queue.pushLog('x');
  const pushed = queue.pushLog('y'.repeat(MOST_LOG_TEXT)).then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  expect(queue.take()?.frames).toHaveLength(2);
  await pushed;
  expect(hasRoom).toBe(true);
});

test('nobody waits for room at a queue that is closed', async () => {
  const pushed = queue.pushLog('y'.repeat(MOST_LOG_TEXT + 1));
  queue.close();
  await pushed;
  expect(queue.take()).toBeNull();
});

test('tells of what comes', () => {
  let arrivals = 0;
  queue.onArrival(() => {
    arrivals += 1;
  });
  queue.push('a');
  queue.onArrival(null);
  queue.push('b');
  expect(arrivals).toBe(1);
});
