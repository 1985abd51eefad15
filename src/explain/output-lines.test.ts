import { expect, test } from 'vitest';
import { withoutStamp } from './output-lines.ts';

test.each([
  ['2026-01-31T09:05:07.123+01:00 setpriv: failed', 'setpriv: failed'],
  ['2026-01-31T08:05:07.123Z ', ''],
  ['2026-01-31T08:05:07.123Zulu', '2026-01-31T08:05:07.123Zulu'],
  ['at 2026-01-31T08:05:07.123Z it failed', 'at 2026-01-31T08:05:07.123Z it failed'],
])('%j without the time before it', (line, text) => {
  expect(withoutStamp(line)).toBe(text);
});
