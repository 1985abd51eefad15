import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errnoOf, errorCode } from './thrown.ts';

function caught(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}

const ABSENT = caught(() => statSync('/no/such/file'));
const CODED = Object.assign(new Error('x'), { code: 'STARTUP' });

test('the code is that of a system call or of our own, and nothing else', () => {
  expect([ABSENT, CODED, new Error('plain'), 'text'].map(errorCode)).toEqual([
    'ENOENT',
    'STARTUP',
    'UNKNOWN',
    'UNKNOWN',
  ]);
});

test('an errno is that of a system call; what else was thrown is thrown again', () => {
  expect(errnoOf(ABSENT)).toBe('ENOENT');
  for (const bug of [CODED, 'text']) expect(caught(() => errnoOf(bug))).toBe(bug);
});
