import { expect, test } from 'vitest';
import { readRange } from './byte-range.ts';

const WHOLE = { kind: 'whole' };
const NONE = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

test.each<[string | undefined, number, object]>([
  [undefined, 10, WHOLE],
  ['bytes=0-3', 10, part(0, 4)],
  ['bytes=0-0', 10, part(0, 1)],
  ['BYTES=2-', 10, part(2, 10)],
  ['bytes=8-100', 10, part(8, 10)],
  ['bytes=-3', 10, part(7, 10)],
  ['bytes=-30', 10, part(0, 10)],
  ['bytes=10-', 10, NONE],
  ['bytes=10-12', 10, NONE],
  ['bytes=-0', 10, NONE],
  ['bytes=0-', 0, NONE],
  ['bytes=-1', 0, NONE],
  ['bytes=5-2', 10, WHOLE],
  ['bytes=0-1,4-5', 10, WHOLE],
  ['bytes=-', 10, WHOLE],
  ['lines=0-1', 10, WHOLE],
  ['bytes=0-99999999999999999999', 10, part(0, 10)],
])('%s of %i bytes', (header, size, expected) => {
  expect(readRange(header, size)).toEqual(expected);
});
