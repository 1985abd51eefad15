import { expect, test } from 'vitest';
import { FRUGAL, missingOptions, takenOptions } from './node-options.ts';

test('all are missing at first, and none the second time', () => {
  expect(missingOptions([], {})).toEqual(FRUGAL);
  expect(missingOptions([...FRUGAL, '--inspect'], {})).toEqual([]);
});

test('what the operator says stays, wherever and however it is said', () => {
  const [semiSpace, size, pool] = FRUGAL;
  expect(missingOptions(['--max_semi_space_size=16'], {})).toEqual([size, pool]);
  expect(missingOptions(['--no-optimize-for-size'], {})).toEqual([semiSpace, pool]);
  expect(missingOptions([], { NODE_OPTIONS: '--v8-pool-size 2  --max-semi-space-size=64' })).toEqual([size]);
  expect(missingOptions(['--max-old-space-size=100'], {})).toEqual(FRUGAL);
});

test('of a Node that is newer than those that were tried, an option is used only if it takes it', () => {
  const [semiSpace, size] = FRUGAL;
  const options = [semiSpace, '--no-such-option-of-v8=1', size];
  expect(takenOptions(options, { version: '99.0.0' })).toEqual([semiSpace, size]);
  expect(takenOptions(FRUGAL, { version: '99.0.0' })).toEqual(FRUGAL);
  expect(takenOptions(FRUGAL, { version: '99.0.0', path: '/nonexistent' })).toEqual([]);
});

test('one that was tried is not asked', () => {
  expect(takenOptions(FRUGAL, { version: '26.10.0', path: '/nonexistent' })).toEqual(FRUGAL);
});
