import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { Settling } from './settling.ts';

let clock: FakeClock;
let settled: number;
let settling: Settling;
beforeEach(() => {
  clock = new FakeClock();
  settled = 0;
  settling = new Settling(clock, () => {
    settled += 1;
  });
});

function start(count: number): void {
  for (let number = 0; number < count; number += 1) settling.programStarted();
}

test('the daemon settles once after its own start', () => {
  settling.daemonStarted();
  clock.advance(1999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
  clock.advance(100_000);
  expect(settled).toBe(1);
});

test('it waits until nothing was started for a while', () => {
  settling.daemonStarted();
  clock.advance(1500);
  start(1);
  clock.advance(1999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
});

test('it settles again after many starts, and a few set no timer', () => {
  start(999);
  expect(clock.pendingTimers).toBe(0);
  start(1);
  clock.advance(1000);
  start(500);
  clock.advance(1999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
  expect(clock.pendingTimers).toBe(0);
  start(999);
  clock.advance(100_000);
  expect(settled).toBe(1);
});
