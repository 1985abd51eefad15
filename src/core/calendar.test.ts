import { expect, test } from 'vitest';
import { localDay, localTime, MONTHS, twoDigits } from './calendar.ts';

test('a local date and time of day have two digits for each part', () => {
  const date = new Date(2026, 0, 2, 3, 4, 5);
  expect(localDay(date)).toBe('2026-01-02');
  expect(localTime(date)).toBe('03:04:05');
  expect(MONTHS[date.getMonth()]).toBe('Jan');
});

test.each([
  [0, '00'],
  [9, '09'],
  [10, '10'],
  [100, '100'],
])('%i is %s', (number, text) => {
  expect(twoDigits(number)).toBe(text);
});
