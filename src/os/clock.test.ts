import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { later, milliseconds, monotonicTime } from '../core/units.ts';
import { SystemClock } from './clock.ts';

const clock = new SystemClock();

test('monotonic time never goes back and counts milliseconds', () => {
  const before = clock.now();
  const after = clock.now();
  expect(after).toBeGreaterThanOrEqual(before);
  expect(Math.abs(clock.wallNow() - Date.now())).toBeLessThan(1000);
});

test('an action never runs before its time', async () => {
  for (const delay of [0.1, 0.5, 1.2, 2.7, 3.9]) {
    const at = later(clock.now(), milliseconds(delay));
    const ran = await new Promise<number>((resolve) => clock.schedule(at, () => resolve(clock.now())));
    expect(ran).toBeGreaterThanOrEqual(at);
  }
});

test('an action whose time has passed runs in a turn of its own', async () => {
  const order: string[] = [];
  const done = new Promise<void>((resolve) => {
    clock.schedule(monotonicTime(0), () => {
      order.push('action');
      resolve();
    });
  });
  order.push('after schedule');
  await done;
  expect(order).toEqual(['after schedule', 'action']);
});

test('a deferred action runs in the next turn', async () => {
  const order: string[] = [];
  const done = new Promise<void>((resolve) => {
    clock.defer(() => {
      order.push('deferred');
      resolve();
    });
  });
  queueMicrotask(() => order.push('this turn'));
  await done;
  expect(order).toEqual(['this turn', 'deferred']);
});

describe('with virtual timers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a deadline farther away than one timer reaches is met', () => {
    const action = vi.fn();
    const days = milliseconds(60 * 24 * 3600 * 1000);
    clock.schedule(later(clock.now(), days), action);
    vi.advanceTimersByTime(days - 1);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledOnce();
  });

  test('a cancelled action does not run, not even after its first step', () => {
    const action = vi.fn();
    const days = milliseconds(60 * 24 * 3600 * 1000);
    const timer = clock.schedule(later(clock.now(), days), action);
    vi.advanceTimersByTime(days / 2);
    timer.cancel();
    vi.advanceTimersByTime(days);
    expect(action).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
