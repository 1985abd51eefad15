import { expect, test } from 'vitest';
import type { ProcessEvent } from '../core/process-event.ts';
import { EventQueue } from './event-queue.ts';

const failed = (errno: string): ProcessEvent => ({ kind: 'stop-signal-failed', errno });

/** Handles events, told apart by their errno, by writing them down; `during`: what happens while one is handled. */
function aQueue(during: Readonly<Record<string, (queue: EventQueue) => void>> = {}) {
  const handled: string[] = [];
  const queue = new EventQueue((event) => {
    const { errno } = event as Extract<ProcessEvent, { kind: 'stop-signal-failed' }>;
    handled.push(errno);
    during[errno]?.(queue);
    handled.push(`end of ${errno}`);
  });
  return { queue, handled };
}

test('an event that comes while one is handled waits until that is done, and what was brought about comes before it', () => {
  const { queue, handled } = aQueue({
    first: (own) => {
      own.add(failed('later'));
      own.addFirst(failed('brought about'));
    },
  });
  queue.add(failed('first'));
  expect(handled).toEqual([
    'first',
    'end of first',
    'brought about',
    'end of brought about',
    'later',
    'end of later',
  ]);
});

test('what throws while it is handled leaves the queue in order', () => {
  const { queue, handled } = aQueue({
    bug: () => {
      throw new Error('a bug');
    },
  });
  expect(() => queue.add(failed('bug'))).toThrow('a bug');
  queue.add(failed('next'));
  expect(handled).toEqual(['bug', 'next', 'end of next']);
});

test('nothing is handled that comes after the end', () => {
  const { queue, handled } = aQueue();
  queue.close();
  queue.add(failed('late'));
  expect(handled).toEqual([]);
});
