import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processStatus } from '../../test/support/proc-files.ts';
import { later, type MonotonicTime, milliseconds, monotonicTime } from '../core/units.ts';
import { Deadlines } from './deadlines.ts';

const START = monotonicTime(0);
let deadlines: Deadlines;
let fired: string[];
const at = (delay: number): MonotonicTime => later(START, milliseconds(delay));
const fires = (name: string) => () => {
  fired.push(name);
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const origin = performance.now();
  deadlines = new Deadlines(() => monotonicTime(performance.now() - origin));
  fired = [];
});
afterEach(() => {
  vi.useRealTimers();
});

test('fire in the order of their times, equal ones as they were added', () => {
  for (const [name, delay] of Object.entries({ d: 30, b: 20, a: 10, c: 20, e: 40 })) {
    deadlines.add(at(delay), fires(name));
  }
  vi.advanceTimersByTime(9);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toEqual(['a']);
  vi.advanceTimersByTime(100);
  expect(fired).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('never fire once they were cancelled, by whomever', () => {
  const [first, second, third] = [10, 10, 10].map((delay, index) =>
    deadlines.add(at(delay), fires(`${index}`)),
  );
  deadlines.add(at(5), () => third?.cancel());
  second?.cancel();
  second?.cancel();
  vi.advanceTimersByTime(10);
  expect(fired).toEqual(['0']);
  first?.cancel();
});

test('leave no timer behind when nothing waits', () => {
  const timers = [10, 20, 30].map((delay) => deadlines.add(at(delay), fires('never')));
  expect(vi.getTimerCount()).toBe(1);
  for (const timer of timers) timer.cancel();
  expect(vi.getTimerCount()).toBe(0);
});

test('one that is added by another, due at once, does not keep it from ending', () => {
  let count = 0;
  const again = () => {
    count += 1;
    deadlines.add(START, again);
  };
  deadlines.add(START, again);
  vi.advanceTimersToNextTimer();
  expect(count).toBe(1);
  vi.advanceTimersToNextTimer();
  expect(count).toBe(2);
});

test('an action that throws does not keep the others from firing', () => {
  deadlines.add(at(10), () => {
    throw new Error('a bug');
  });
  deadlines.add(at(10), fires('other'));
  expect(() => vi.advanceTimersByTime(10)).toThrow('a bug');
  vi.advanceTimersByTime(10);
  expect(fired).toEqual(['other']);
});

test('of many, each fires once', () => {
  const delays = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 997);
  const timers = delays.map((delay, index) => deadlines.add(at(delay), fires(`${index}`)));
  for (const [index, timer] of timers.entries()) if (index % 3 === 0) timer.cancel();
  vi.advanceTimersByTime(1000);
  const expected = delays
    .map((delay, index) => ({ delay, index }))
    .filter(({ index }) => index % 3 !== 0)
    .sort((one, other) => one.delay - other.delay || one.index - other.index);
  expect(fired).toEqual(expected.map(({ index }) => `${index}`));
});

test('after a time in which nothing could run, what happened meanwhile comes before them', async () => {
  vi.useRealTimers();
  const clock = () => monotonicTime(performance.now());
  const held = new Deadlines(clock);
  const began = clock();
  const child = spawn('true');
  const stop = held.add(later(began, milliseconds(50)), fires('deadline'));
  const exited = once(child, 'exit').then(() => {
    fired.push('exit');
    stop.cancel();
  });
  const isThere = () => clock() - began > 500 && processStatus(child.pid ?? 0)?.state === 'Z';
  while (!isThere()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  await exited;
  await new Promise<void>((resolve) => held.add(later(clock(), milliseconds(10)), resolve));
  expect(fired).toEqual(['exit']);
});
