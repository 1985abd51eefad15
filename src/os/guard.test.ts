import { expect, test } from 'vitest';
import { takeGuarded } from './guard.ts';

test('a guarded process knows how it was started, and no program of it inherits that', () => {
  const environment = { VIGIL_GUARD: 'background', VIGIL_GUARD_STATUS: '137', HOME: '/' };
  expect(takeGuarded(environment)).toEqual({ start: 'background', diedWith: 137 });
  expect(environment).toEqual({ HOME: '/' });
});

test('the first of a guard has no predecessor', () => {
  expect(takeGuarded({ VIGIL_GUARD: 'foreground' })).toEqual({ start: 'foreground', diedWith: null });
});

test('without a guard there is nothing to know', () => {
  expect(takeGuarded({ VIGIL_GUARD_STATUS: '1' })).toBeNull();
});
