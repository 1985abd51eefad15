import { expect, test } from 'vitest';
import { refusedAutoLog, refusedGroup } from './refused-auto-log.ts';

test.each([
  ['EACCES', 'set "childlogdir" in section [supervisord] to a directory that this user may write'],
  ['ENOSPC', 'set "childlogdir" in section [supervisord] to a directory that this user may write'],
  // An identifier with a slash, and a process name that is too long.
  [
    'ENOENT',
    expect.stringContaining('"identifier" in section [supervisord]: use short ones without slashes'),
  ],
  ['ENAMETOOLONG', expect.stringContaining('"identifier" in section [supervisord]')],
])('%s is mended where it comes from', (code, cure) => {
  const { message, details } = refusedAutoLog(Object.assign(new Error('no'), { code }), '/var/log/app');
  expect(message).toBe(`Cannot create a log file in directory "/var/log/app": ${code}`);
  expect(details).toEqual([cure]);
});

test('a group that is added later is refused in one sentence, and a bug is not hidden', () => {
  const code = 'ENAMETOOLONG';
  expect(refusedGroup(Object.assign(new Error('no'), { code }), '/var/log/app')).toMatch(
    /^Cannot create a log file in directory "\/var\/log\/app": ENAMETOOLONG; its name is made of /,
  );
  expect(() => refusedGroup(new TypeError('a bug'), '/var/log/app')).toThrow('a bug');
});
