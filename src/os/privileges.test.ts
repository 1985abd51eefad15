import { expect, test } from 'vitest';
import { type Credentials, dropPrivileges, PrivilegeError } from './privileges.ts';

const user = { uid: 33, gid: 34, name: 'www-data' };
const groups = { groupsOf: () => [34, 4, 100] };

function recorder(uid: number, failing?: string): { calls: unknown[]; credentials: Credentials } {
  const calls: unknown[] = [];
  const record =
    (name: string) =>
    (value: unknown): void => {
      if (name === failing) throw new Error('EPERM');
      calls.push([name, value]);
    };
  return {
    calls,
    credentials: {
      uid: () => uid,
      setGroups: record('groups'),
      setGroup: record('group'),
      setUser: record('user'),
    },
  };
}

test('root changes groups, then group, then user', () => {
  const { calls, credentials } = recorder(0);
  expect(dropPrivileges(user, groups, credentials)).toBe('Set uid to user 33 succeeded');
  expect(calls).toEqual([
    ['groups', [34, 4, 100]],
    ['group', 34],
    ['user', 33],
  ]);
});

test('the same user changes nothing', () => {
  const { calls, credentials } = recorder(33);
  expect(dropPrivileges(user, groups, credentials)).toBe('Set uid to user 33 succeeded');
  expect(calls).toEqual([]);
});

test.each([
  ['another user than root', recorder(1000), "Can't drop privilege as nonroot user"],
  ['groups refused', recorder(0, 'groups'), 'Could not set groups of effective user'],
  ['group refused', recorder(0, 'group'), 'Could not set group id of effective user'],
  ['user refused', recorder(0, 'user'), 'Could not set user id to 33'],
])('%s: a sentence for the command line’s user', (_case, { calls, credentials }, message) => {
  expect(() => dropPrivileges(user, groups, credentials)).toThrow(new PrivilegeError(message));
  expect(calls).not.toContainEqual(['user', 33]);
});
