import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { openLibc } from './native.ts';
import { SystemUsers } from './users.ts';

const users = new SystemUsers(openLibc());
const me = userInfo();

describe('a user', () => {
  test('is found by name and by id', () => {
    const expected = { uid: me.uid, gid: me.gid, name: me.username };
    expect(users.user(me.username)).toEqual(expected);
    expect(users.user(String(me.uid))).toEqual(expected);
  });

  test.each(['no-such-user', '', '-1', '4294967295', '99999999999', '1.5'])('%j is not', (name) => {
    expect(users.user(name)).toBeNull();
  });

  test('has a home directory; without a name it is that of this process', () => {
    expect(users.homeDirectory(me.username)).toBe(me.homedir);
    expect(users.homeDirectory(null)).toBe(me.homedir);
    expect(users.homeDirectory('no-such-user')).toBeNull();
  });

  test('has its primary group first, each group once', () => {
    const user = users.user(me.username);
    if (user === null) throw new Error('this process has no user');
    const groups = users.groupsOf(user);
    expect(groups[0]).toBe(user.gid);
    expect(new Set(groups).size).toBe(groups.length);
    expect(users.groupsOf({ ...user, gid: 12345 })[0]).toBe(12345);
  });
});

describe('a group', () => {
  const [name = '', , id = ''] = readFileSync('/etc/group', 'utf8').split('\n')[0]?.split(':') ?? [];

  test('is found by name and by id', () => {
    expect(users.group(name)).toBe(Number(id));
    expect(users.group(id)).toBe(Number(id));
  });

  test('that does not exist is not', () => {
    expect(users.group('no-such-group')).toBeNull();
    expect(users.group('4294967294')).toBeNull();
  });
});

test('an answer is remembered, also that there is none', () => {
  let lookUps = 0;
  const libc = {
    ...openLibc(),
    getpwnam: () => {
      lookUps += 1;
      return null;
    },
  };
  const counted = new SystemUsers(libc);
  expect([counted.user('x'), counted.user('x')]).toEqual([null, null]);
  expect(lookUps).toBe(1);
});
