import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pythonAscii, pythonRepr } from '../core/python-repr.ts';
import {
  compareCodePoints,
  invalidInteger,
  pythonInteger,
  pythonOctal,
  pythonSplit,
  pythonStrip,
} from './python-text.ts';

describe('pythonRepr', () => {
  test.each([
    ['plain', "'plain'"],
    ["it's", '"it\'s"'],
    [`it's "q"`, `'it\\'s "q"'`],
    ['"q"', `'"q"'`],
    ['a\nb\tc\rd\\', "'a\\nb\\tc\\rd\\\\'"],
    ['\x00\x1b\x7f\x85\xa0\xad', "'\\x00\\x1b\\x7f\\x85\\xa0\\xad'"],
    ['é漢😀', "'é漢😀'"],
    ['\u200b\u2028\ufeff', "'\\u200b\\u2028\\ufeff'"],
    ['\u{e0001}', "'\\U000e0001'"],
  ])('quotes %j as Python does', (text, expected) => {
    expect(pythonRepr(text)).toBe(expected);
  });

  test('escapes everything outside ASCII for ascii()', () => {
    expect(pythonAscii("é漢😀'")).toBe(`"\\xe9\\u6f22\\U0001f600'"`);
  });
});

describe('pythonInteger', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['010', 10],
    [' +7\n', 7],
    ['1_000', 1000],
    ['٣٤', 34],
  ])('reads %j', (text, expected) => {
    expect(pythonInteger(text)).toBe(expected);
  });

  test.each(['', ' ', '1.5', '0x10', '1__0', '_1', '1_', '--1', '1 2', 'one'])('refuses %j', (text) => {
    expect(pythonInteger(text)).toBeUndefined();
  });

  test('the message quotes at most 200 characters, as CPython does', () => {
    expect(invalidInteger('x'.repeat(300))).toBe(
      `invalid literal for int() with base 10: '${'x'.repeat(199)}`,
    );
  });

  test('reads every safe integer back', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (number) => pythonInteger(String(number)) === number));
  });
});

test.each([
  ['022', 18],
  ['0o22', 18],
  ['0O_22', 18],
  ['-7', -7],
  ['8', undefined],
  ['0x1', undefined],
  ['', undefined],
])('pythonOctal reads %j as %j', (text, expected) => {
  expect(pythonOctal(text)).toBe(expected);
});

test('white space is that of Python: with U+001C and U+0085, without U+FEFF', () => {
  expect(pythonStrip('\x1c\x85 \u3000a\ufeff\u2029\x0b')).toBe('a\ufeff');
  expect(pythonSplit(' a\tb\x1fc\u00a0\n')).toEqual(['a', 'b', 'c']);
  expect(pythonSplit('')).toEqual([]);
});

test('code point order puts astral characters above the rest of the plane', () => {
  expect(['\ufffd', '😀', 'b', 'ab', 'a'].sort(compareCodePoints)).toEqual(['a', 'ab', 'b', '\ufffd', '😀']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
      const byCodePoint = Buffer.compare(utf32(left), utf32(right));
      return Math.sign(compareCodePoints(left, right)) === byCodePoint;
    }),
  );
});

function utf32(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const unit = Buffer.alloc(4);
      unit.writeUInt32BE(character.codePointAt(0) ?? 0);
      return unit;
    }),
  );
}
