import { expect, test } from 'vitest';
import { pythonBytesRepr } from './python-bytes.ts';

test.each([
  ['READY\n', String.raw`b'READY\n'`],
  ['\x88\n', String.raw`b'\x88\n'`],
  ['tab\tcr\rnul\0del\x7f', String.raw`b'tab\tcr\rnul\x00del\x7f'`],
  ['back\\slash', String.raw`b'back\\slash'`],
  ["it's", `b"it's"`],
  [`it's "so"`, String.raw`b'it\'s "so"'`],
  ['"so"', `b'"so"'`],
  ['', `b''`],
])('repr of %j', (text, expected) => {
  expect(pythonBytesRepr(Buffer.from(text, 'latin1'))).toBe(expected);
});
