import fc from 'fast-check';
import { expect, test } from 'vitest';
import { environmentTokens, parsePairs } from './shlex.ts';

function pairs(text: string): Record<string, string> | string {
  const result = parsePairs(text);
  return result.kind === 'parsed' ? Object.fromEntries(result.value) : result.message;
}

test.each([
  ['', {}],
  [`A=b,C="d,e",F='g h'`, { A: 'b', C: 'd,e', F: 'g h' }],
  ['A = b', { A: 'b' }],
  ['A=b,', { A: 'b' }],
  ['A=/a/b.c+d-e(f):g', { A: '/a/b.c+d-e(f):g' }],
  ['A=$HOME', { A: '$' }],
  ['A=~/x', { A: '~' }],
  ['A=b;C=d', { A: 'b', C: 'd' }],
  ['A=b#c,D=e', { A: 'b' }],
  ['A=b,# note\nC=d', { A: 'b', C: 'd' }],
  ['A="a\\"b"', { A: 'a"b' }],
  ['A="a\\nb"', { A: 'a\\nb' }],
  [`A='a\\'`, { A: 'a\\' }],
  ['A="b""c"d', { A: 'bcd' }],
  ['A=""', { A: '' }],
  ['A=b\\ c', { A: 'b c' }],
  ['a-b=c,1=2', { 'a-b': 'c', 1: '2' }],
  ['A=b,\nC=d,\n', { A: 'b', C: 'd' }],
  ['é=ü', { é: 'ü' }],
  ['A=1,A=2', { A: '2' }],
])('%j', (text, expected) => {
  expect(pairs(text)).toEqual(expected);
});

test.each([
  'A=b,,',
  'A=x=y',
  'A=a@b',
  'A=http://h/p?q',
  'A=[x]',
  'A=b C=d',
  'A=,B=c',
  'A',
  'A=',
  '漢=b'.repeat(2),
])('%j ends too early', (text) => {
  expect(pairs(text)).toBe(`Unexpected end of key/value pairs in value '${text}'`);
});

test.each([
  ['A="b', 'No closing quotation'],
  ["A='b", 'No closing quotation'],
  ['A=b\\', 'No escaped character'],
  ['A="b\\', 'No escaped character'],
])('%j is unparsable', (text, reason) => {
  expect(pairs(text)).toBe(reason);
});

test('characters beyond the basic plane are one token', () => {
  expect(environmentTokens('😀a')).toEqual({ kind: 'tokens', tokens: ['😀', 'a'] });
});

test('a quoted value comes back as it was, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      expect(pairs(`KEY="${quoted}",OTHER='x'`)).toEqual({ KEY: value, OTHER: 'x' });
    }),
  );
});
