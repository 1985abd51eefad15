import { expect, test } from 'vitest';
import { isAllowed, processesNamed } from './allowed.ts';

test.each([
  ['web', 'web', 'web', true],
  ['web:web', 'web', 'web', true],
  ['web', 'web', 'web_1', false],
  ['web:*', 'web', 'web_1', true],
  ['web*', 'web', 'web_1', true],
  ['we?', 'web', 'web', true],
  ['*', 'any', 'thing', true],
  ['web', 'webserver', 'webserver', false],
  ['w.b', 'wxb', 'wxb', false],
  ['one', 'group', 'one', false],
])('%s and %s:%s', (pattern, group, name, expected) => {
  expect(isAllowed({ group, name }, [pattern])).toBe(expected);
});

test('without a pattern nothing is allowed', () => {
  expect(isAllowed({ group: 'web', name: 'web' }, [])).toBe(false);
});

test('a whole group is all of its processes', () => {
  const known = [
    { group: 'web', name: 'a' },
    { group: 'web', name: 'b' },
    { group: 'db', name: 'db' },
  ];
  expect(processesNamed('web:*', known)).toEqual(known.slice(0, 2));
  expect(processesNamed('web:a', known)).toEqual([known[0]]);
  expect(processesNamed('db', known)).toEqual([known[2]]);
  expect(isAllowed(processesNamed('nope:*', known)[0] ?? { group: '', name: '' }, ['web:*'])).toBe(false);
});
