import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from './name-pattern.ts';

test.each([
  ['a.conf', '*.conf', true],
  ['a.conf', '*.co', false],
  ['ab', 'a?', true],
  ['a', 'a?', false],
  ['😀', '?', true],
  ['b', '[a-c]', true],
  ['d', '[a-c]', false],
  ['d', '[!a-c]', true],
  [']', '[]]', true],
  ['a', '[!]]', true],
  ['-', '[a-]', true],
  ['b', '[c-a]', false],
  ['[a', '[a', true],
  ['a{b,c}', 'a{b,c}', true],
  ['aXbXc', 'a*b*c', true],
  ['', '*', true],
  ['^', '[^]', true],
])('%s against %s is %s', (name, pattern, expected) => {
  expect(matchesPattern(name, pattern)).toBe(expected);
});

test('a name matches itself, and any pattern made by putting stars into it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z.é]{1,8}$/), fc.nat(8), fc.nat(3), (name, at, length) => {
      expect(matchesPattern(name, name)).toBe(true);
      expect(matchesPattern(name, `${name.slice(0, at)}*${name.slice(at + length)}`)).toBe(true);
    }),
  );
});

test('many stars take no more than polynomial time', () => {
  expect(matchesPattern('a'.repeat(2000), `${'a*'.repeat(500)}b`)).toBe(false);
});
