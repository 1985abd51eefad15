import { expect, test } from 'vitest';
import { FRUGAL, missingOptions } from './node-options.ts';

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
