import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wallClockTime } from '../core/units.ts';
import { LineStamp } from './line-stamp.ts';

const TIME = Date.UTC(2026, 0, 31, 8, 5, 7, 123);
let zone: string | undefined;

beforeEach(() => {
  zone = process.env['TZ'];
});

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

function said(stamp: LineStamp, time: number): string {
  stamp.set(wallClockTime(time));
  return Buffer.from(stamp.view.buffer, stamp.view.byteOffset, stamp.length).toString();
}

describe('the stamp of a line', () => {
  test.each([
    ['UTC', '2026-01-31T08:05:07.123+00:00 '],
    ['Europe/Berlin', '2026-01-31T09:05:07.123+01:00 '],
    ['America/St_Johns', '2026-01-31T04:35:07.123-03:30 '],
    ['Asia/Kolkata', '2026-01-31T13:35:07.123+05:30 '],
    ['Pacific/Kiritimati', '2026-01-31T22:05:07.123+14:00 '],
  ])('says the local time and its distance from UTC: %s', (name, text) => {
    process.env['TZ'] = name;
    expect(said(new LineStamp('local'), TIME)).toBe(text);
    expect(Date.parse(text.trim())).toBe(TIME);
  });

  test('says UTC where that is wanted, wherever the machine is', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    expect(said(new LineStamp('utc'), TIME)).toBe('2026-01-31T08:05:07.123Z ');
  });

  test('follows the clock, also backwards and over the change to summer time', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const stamp = new LineStamp('local');
    const spring = Date.UTC(2026, 2, 29, 1, 0, 0, 0);
    expect(said(stamp, spring - 1)).toBe('2026-03-29T01:59:59.999+01:00 ');
    expect(said(stamp, spring)).toBe('2026-03-29T03:00:00.000+02:00 ');
    expect(said(stamp, spring + 70)).toBe('2026-03-29T03:00:00.070+02:00 ');
    expect(said(stamp, spring - 1)).toBe('2026-03-29T01:59:59.999+01:00 ');
    expect(said(stamp, spring - 1)).toBe('2026-03-29T01:59:59.999+01:00 ');
  });
});
