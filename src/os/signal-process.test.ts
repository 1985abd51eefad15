import { expect, it } from 'vitest';
import { signalNumber } from '../core/units.ts';
import { openLibc } from './native.ts';
import { readProcess, withDescendants } from './process-table.ts';
import { signalProcess } from './signal-process.ts';

const NO_SIGNAL = signalNumber(0);
const self = readProcess(process.pid);

it('reaches a process that still is the one that was seen, and no other of its pid', () => {
  if (self === null) throw new Error('this process is in the table');
  const libc = openLibc();
  expect(signalProcess(libc, self, NO_SIGNAL)).toBe(true);
  expect(signalProcess(libc, { ...self, startTicks: self.startTicks + 1 }, NO_SIGNAL)).toBe(false);
});

it('a process comes before those below it', () => {
  const [first] = withDescendants([process.pid]);
  expect(first?.pid).toBe(process.pid);
  expect(withDescendants([])).toEqual([]);
});
