import { expect, test } from 'vitest';
import { takeGuarded } from './guard.ts';

const PARENT = process.ppid;

test('a guarded process knows how it was started, and no program of it inherits that', () => {
  const environment = { VIGIL_GUARD: 'background', VIGIL_GUARD_STATUS: '137', HOME: '/' };
  expect(takeGuarded(environment, PARENT)).toEqual({ start: 'background', diedWith: 137 });
  expect(environment).toEqual({ HOME: '/' });
});

test('the first of a guard has no predecessor', () => {
  expect(takeGuarded({ VIGIL_GUARD: 'foreground' }, PARENT)).toEqual({ start: 'foreground', diedWith: null });
});

test('without a guard there is nothing to know', () => {
  expect(takeGuarded({ VIGIL_GUARD_STATUS: '1' }, PARENT)).toBeNull();
});

test('what the shell of the guard dropped is back, and what it added is gone', () => {
  const environment = {
    VIGIL_GUARD: 'background',
    VIGIL_GUARD_PID: String(process.pid),
    VIGIL_X: '1',
    ADDED: '1',
  };
  takeGuarded(environment, process.pid);
  expect(environment).not.toHaveProperty('ADDED');
  expect(environment).toMatchObject({ VIGIL_X: '1', PATH: process.env['PATH'] });
});
