import { expect, test } from 'vitest';
import { pythonRepr } from './python-repr.ts';

test.each([
  ['plain', "'plain'"],
  ["it's", `"it's"`],
  [`it's "so"`, `'it\\'s "so"'`],
  ['a\\b\n\t\r', "'a\\\\b\\n\\t\\r'"],
  ['\x00\x1b\x7f', "'\\x00\\x1b\\x7f'"],
  ['Øresund …', "'Øresund …'"],
  ['\u00a0\u2028', "'\\xa0\\u2028'"],
  ['\u{1f600}\u{e0001}', "'\u{1f600}\\U000e0001'"],
])('repr of %j', (text, expected) => {
  expect(pythonRepr(text)).toBe(expected);
});
