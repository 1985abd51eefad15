import { expect, test } from 'vitest';
import { joinNamespec, splitNamespec } from './namespec.ts';

test.each([
  ['web', 'web', 'web'],
  ['group:web', 'group', 'web'],
  ['group:*', 'group', null],
  ['group:', 'group', null],
  ['a:b:c', 'a', 'b:c'],
])('%s means process %s:%s', (text, group, process) => {
  expect(splitNamespec(text)).toEqual({ group, process });
});

test('equal names are written once', () => {
  expect(joinNamespec('web', 'web')).toBe('web');
  expect(joinNamespec('group', 'web')).toBe('group:web');
});
