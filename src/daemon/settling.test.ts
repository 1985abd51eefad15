import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { Settling } from './settling.ts';

const MEBI = 1024 * 1024;

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

function reply(count: number, bytes: number): void {
  for (let number = 0; number < count; number += 1) settling.replied(bytes);
}

test('the daemon settles once after its own start', () => {
  settling.daemonStarted();
  clock.advance(1999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
  clock.advance(100_000);
  expect(settled).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test('it waits for a while in which hardly anything was started', () => {
  settling.daemonStarted();
  clock.advance(1000);
  start(11);
  clock.advance(1000);
  expect(settled).toBe(0);
  clock.advance(1999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
});

test('a program that keeps crashing does not keep it from settling', () => {
  settling.daemonStarted();
  start(10);
  clock.advance(2000);
  expect(settled).toBe(1);
});

test('it settles again after many starts, and a few set no timer', () => {
  start(999);
  expect(clock.pendingTimers).toBe(0);
  start(1);
  clock.advance(1000);
  start(500);
  clock.advance(2999);
  expect(settled).toBe(0);
  clock.advance(1);
  expect(settled).toBe(1);
  expect(clock.pendingTimers).toBe(0);
  start(999);
  clock.advance(100_000);
  expect(settled).toBe(1);
});

test('it settles after a series of long replies', () => {
  reply(62, MEBI);
  expect(clock.pendingTimers).toBe(0);
  reply(1, MEBI);
  clock.advance(2000);
  expect(settled).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test('short replies count as well, when there are very many', () => {
  reply(63_999, 200);
  expect(clock.pendingTimers).toBe(0);
  reply(1, 200);
  clock.advance(2000);
  expect(settled).toBe(1);
});

test('it never settles while long replies go on', () => {
  reply(100, MEBI);
  for (let round = 0; round < 100; round += 1) {
    clock.advance(1500);
    reply(1, MEBI);
  }
  expect(settled).toBe(0);
  clock.advance(4000);
  expect(settled).toBe(1);
});
