import { expect, test } from 'vitest';
import { decodeUtf8 } from './utf8.ts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)));

test('good text is decoded, a byte-order mark included', () => {
  expect(decodeUtf8(bytes('\ufeffé😀'))).toEqual({ kind: 'text', text: '\ufeffé😀' });
});

test.each([
  [bytes('[a]\n', [0xff]), 'byte 0xff in position 4: invalid start byte'],
  [bytes('é', [0xc3], 'x'), 'byte 0xc3 in position 2: invalid continuation byte'],
  [bytes([0xe2, 0x82], 'x'), 'bytes in position 0-1: invalid continuation byte'],
  [bytes([0xf0, 0x9f, 0x98], 'x'), 'bytes in position 0-2: invalid continuation byte'],
  [bytes([0xed, 0xa0, 0x80]), 'byte 0xed in position 0: invalid continuation byte'],
  [bytes([0xc0, 0x80]), 'byte 0xc0 in position 0: invalid start byte'],
  [bytes([0xf4, 0x90, 0x80, 0x80]), 'byte 0xf4 in position 0: invalid continuation byte'],
  [bytes('abc', [0xe2, 0x82]), 'bytes in position 0-1: unexpected end of data'],
  [bytes('abc', [0xed, 0xa0]), 'byte 0xed in position 0: invalid continuation byte'],
  [bytes('x'.repeat(8192), 'abc', [0xff]), 'byte 0xff in position 3: invalid start byte'],
  [bytes('x'.repeat(8191), 'é', [0xff]), 'byte 0xff in position 2: invalid start byte'],
])('%#: the message is that of the decoder', (data, reason) => {
  expect(decodeUtf8(data)).toMatchObject({ kind: 'invalid', reason: `'utf-8' codec can't decode ${reason}` });
});

test('the line of the bad byte and the lines before its piece are known', () => {
  const data = bytes('a\n'.repeat(4096), 'b\n', [0xff]);
  expect(decodeUtf8(data)).toMatchObject({ line: 4098, before: 'a\n'.repeat(4096) });
});
