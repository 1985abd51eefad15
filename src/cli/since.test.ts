import { expect, test } from 'vitest';
import { parseSince } from './since.ts';

const NOW = new Date(2026, 10, 22, 15, 30, 0);
const local = (...time: readonly [hour: number, minute?: number, second?: number]) => {
  const [hour, minute = 0, second = 0] = time;
  return Math.floor(new Date(2026, 10, 22, hour, minute, second).getTime() / 1000);
};
const seconds = Math.floor(NOW.getTime() / 1000);

test.each([
  ['90s', seconds - 90],
  ['2h', seconds - 7200],
  ['1d12h', seconds - 129_600],
  ['1w', seconds - 604_800],
  ['2026-11-22', local(0)],
  ['2026-11-22T10:00', local(10)],
  ['10:00', local(10)],
  ['9:05:07', local(9, 5, 7)],
  ['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10) / 1000],
  ['2026-11-22T10:00:00+01:00', Date.UTC(2026, 10, 22, 9) / 1000],
])('%s', (text, expected) => {
  expect(parseSince(text, NOW)).toBe(expected);
});

test.each(['', 'h', '2', '2y', '-2h', '2h ago', '2026', '2026-13-40', '25:00', '2026-11-22T', 'yesterday'])(
  '"%s" is no time',
  (text) => {
    expect(parseSince(text, NOW)).toBeNull();
  },
);
