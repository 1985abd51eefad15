import { expect, test } from 'vitest';
import { LogText } from './log-text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('a character that two pieces share comes with the second', () => {
  const text = new LogText();
  expect(text.feed({ bytes: bytes(0x61, 0xc3), offset: 10 })).toEqual({ text: 'a', offset: 10 });
  expect(text.feed({ bytes: bytes(0xa4, 0x62), offset: 12 })).toEqual({ text: 'äb', offset: 11 });
});

test('a character in three pieces', () => {
  const text = new LogText();
  expect(text.feed({ bytes: bytes(0xe2), offset: 0 })).toBeNull();
  expect(text.feed({ bytes: bytes(0x82), offset: 1 })).toBeNull();
  expect(text.feed({ bytes: bytes(0xac), offset: 2 })).toEqual({ text: '€', offset: 0 });
});

test('what is no UTF-8 is replaced', () => {
  expect(new LogText().feed({ bytes: bytes(0xff, 0x61), offset: 0 })).toEqual({ text: '\ufffda', offset: 0 });
});

test('half a character at the end of a file that began anew is forgotten', () => {
  const text = new LogText();
  text.feed({ bytes: bytes(0x61, 0xc3), offset: 10 });
  expect(text.feed({ bytes: bytes(0x62), offset: 0 })).toEqual({ text: 'b', offset: 0 });
});
