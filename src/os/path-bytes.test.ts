import { expect, test } from 'vitest';
import { pathText, systemPath } from './path-bytes.ts';

test.each([
  ['plain', '706c61696e', 'plain'],
  ['characters of all lengths', '61c3b6e282acf09f9982', 'aö€🙂'],
  ['a byte of Latin-1', '6dfc6c', 'm\udcfcl'],
  ['a character that is cut short', 'e282', '\udce2\udc82'],
  ['an encoded surrogate', 'edb280', '\udced\udcb2\udc80'],
  ['a replacement character beside a bad byte', 'efbfbdff', '\ufffd\udcff'],
])('%s has a text and comes back from it', (_, hexadecimal, text) => {
  const bytes = Buffer.from(hexadecimal, 'hex');
  expect(pathText(bytes)).toBe(text);
  expect(Buffer.from(systemPath(text))).toEqual(bytes);
});
