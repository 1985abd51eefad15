import { expect, test } from 'vitest';
import { inheritedAmong } from './inherited-descriptors.ts';

/** As Node 20 has them, around what its parent left open. */
const NODE = [
  'anon_inode:[eventpoll]',
  'pipe:[11]',
  'pipe:[11]',
  'anon_inode:[eventfd]',
  '/dev/null',
  'socket:[9]',
];

function opened(inherited: Readonly<Record<number, string>>): { fd: number; target: string }[] {
  const files = new Map(Object.entries(inherited).map(([fd, target]) => [Number(fd), target]));
  let next = 3;
  for (const target of NODE) {
    while (files.has(next)) next += 1;
    files.set(next, target);
  }
  return [...files].map(([fd, target]) => ({ fd, target }));
}

const STANDARD = { 0: 'pipe:[1]', 1: 'pipe:[2]', 2: 'pipe:[2]' };

test('nothing of Node itself is inherited', () => {
  expect(inheritedAmong(opened(STANDARD))).toEqual([]);
});

test('what the parent left open is, sockets too', () => {
  const sockets = { 3: 'socket:[3]', 4: 'socket:[4]', 5: '/dev/null' };
  expect(inheritedAmong(opened({ ...STANDARD, ...sockets }))).toEqual([3, 4, 5]);
});

test('also behind descriptors of Node', () => {
  const scattered = { 9: '/run/lock/vigild', 63: 'pipe:[63]' };
  expect(inheritedAmong(opened({ ...STANDARD, ...scattered }))).toEqual([9, 63]);
});
