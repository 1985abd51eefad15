import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnsiStripper } from './ansi.ts';

function strip(...chunks: readonly (string | Uint8Array)[]): string {
  const stripper = new AnsiStripper();
  const parts = chunks.map((chunk) => Buffer.from(stripper.feed(Buffer.from(chunk))));
  return Buffer.concat([...parts, stripper.flush()]).toString('latin1');
}

test.each([
  ['no sequence', 'plain\n', 'plain\n'],
  ['a colour', '\x1b[34mHello\x1b[0m', 'Hello'],
  ['parameters', 'a\x1b[1;31;40mb\x1b[Kc', 'abc'],
  ['an erase sequence at the end', 'a\x1b[2J', 'a'],
  ['an unfinished sequence at the end', 'text\x1b[34', 'text'],
  ['an escape that opens no sequence', '\x1b(Bx', '\x1b(Bx'],
  ['an escape at the end', 'x\x1b', 'x\x1b'],
  ['an escape before a sequence', '\x1b\x1b[1mx', '\x1bx'],
  ['a final byte that Supervisor does not know', 'a\x1b[2Gbcd', 'abcd'],
  ['a sequence broken off by a newline', 'a\x1b[3\nb', 'a\nb'],
])('%s', (_, input, expected) => {
  expect(strip(input)).toBe(expected);
});

test('a sequence split between reads is recognised', () => {
  expect(strip('a\x1b', '[3', '1mb')).toBe('ab');
});

test('a chunk without an escape is handed on as it is', () => {
  const chunk = Buffer.from('plain');
  expect(new AnsiStripper().feed(chunk)).toBe(chunk);
});

test('any split of the same bytes gives the same text', () => {
  const byte = fc.constantFrom(0x1b, 0x5b, 0x31, 0x3b, 0x6d, 0x41, 0x0a, 0xc3, 0x78);
  fc.assert(
    fc.property(fc.array(fc.array(byte)), (chunks) => {
      const whole = strip(Uint8Array.from(chunks.flat()));
      expect(strip(...chunks.map((chunk) => Uint8Array.from(chunk)))).toBe(whole);
    }),
  );
});
