import { expect, test } from 'vitest';
import { errnoName, SystemCallError } from './errno.ts';

test.each([
  [2, 'ENOENT'],
  [8, 'ENOEXEC'],
  [11, 'EAGAIN'],
  [35, 'EDEADLK'],
  [95, 'ENOTSUP'],
  [4095, '4095'],
])('errno %i is %s', (number, name) => {
  expect(errnoName(number)).toBe(name);
});

test('an error carries its code like Node’s', () => {
  expect(new SystemCallError('mkfifo /x', 13)).toMatchObject({
    message: 'mkfifo /x: EACCES',
    code: 'EACCES',
    syscall: 'mkfifo /x',
  });
});
