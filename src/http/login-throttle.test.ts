import { beforeEach, expect, test } from 'vitest';
import { createLoginThrottle, type LoginThrottle } from './login-throttle.ts';

let now: number;
let throttle: LoginThrottle;

beforeEach(() => {
  now = 1_000_000;
  throttle = createLoginThrottle(() => now);
});

function fail(times: number, address = '10.0.0.1'): void {
  for (let time = 0; time < times; time += 1) throttle.failed(address);
}

test('a few slips cost nothing', () => {
  fail(4);
  expect(throttle.refusedFor('10.0.0.1', 'a')).toBe(0);
});

test('then each wrong password doubles the wait, up to a minute', () => {
  const waits = [5, 1, 1, 1, 1, 1, 1, 1].map((times) => {
    fail(times);
    return throttle.refusedFor('10.0.0.1', 'a');
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  now += 60_000;
  expect(throttle.refusedFor('10.0.0.1', 'a')).toBe(0);
});

test('other addresses are not concerned', () => {
  fail(20);
  expect(throttle.refusedFor('10.0.0.2', 'a')).toBe(0);
});

test('what has proven right before anybody guessed is not refused either, nor a second user', () => {
  throttle.succeeded('10.0.0.1', 'right');
  throttle.succeeded('10.0.0.1', 'reader');
  fail(20);
  expect(throttle.refusedFor('10.0.0.1', 'right')).toBe(0);
  expect(throttle.refusedFor('10.0.0.1', 'reader')).toBe(0);
  expect(throttle.refusedFor('10.0.0.1', 'wrong')).toBe(60);
});

test('what has proven right elsewhere is refused', () => {
  throttle.succeeded('10.0.0.2', 'right');
  fail(20);
  expect(throttle.refusedFor('10.0.0.1', 'right')).toBe(60);
});

test('what has proven right from an address is not refused there', () => {
  fail(4);
  throttle.succeeded('10.0.0.1', 'right');
  fail(20);
  expect(throttle.refusedFor('10.0.0.1', 'right')).toBe(0);
  expect(throttle.refusedFor('10.0.0.1', 'wrong')).toBe(60);
});

test('after a quarter of an hour an address begins anew', () => {
  fail(20);
  now += 17 * 60_000;
  fail(4);
  expect(throttle.refusedFor('10.0.0.1', 'a')).toBe(0);
});

test('a thousand addresses are remembered and no more', () => {
  fail(20);
  for (let number = 0; number < 999; number += 1) throttle.failed(`10.1.0.${number}`);
  expect(throttle.refusedFor('10.0.0.1', 'a')).toBe(60);
  throttle.failed('10.2.0.0');
  expect(throttle.refusedFor('10.0.0.1', 'a')).toBe(0);
});
