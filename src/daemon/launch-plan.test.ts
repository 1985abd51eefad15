import { expect, test } from 'vitest';
import { foregroundPlan, type Launched, launchPlan } from './launch-plan.ts';

const plain: Launched = { args: [], pid: 4711, isStarted: false, lacksOptions: true };
const plan = (args: readonly string[], more: Partial<Launched> = {}) =>
  launchPlan({ ...plain, ...more, args });

test('the foreground gets its options in the same process', () => {
  expect(plan(['-n'])).toBe('again');
  expect(plan(['-c', 'a.conf', '--nodaemon', '-e', 'debug'])).toBe('again');
  expect(plan(['-snc', 'a.conf'])).toBe('again');
  expect(plan(['--container'])).toBe('again');
});

test('what has the options needs nothing', () => {
  expect(plan(['-n'], { lacksOptions: false })).toBe('here');
  expect(foregroundPlan({ ...plain, lacksOptions: false })).toBe('here');
});

test('pid 1 keeps the options that it has', () => {
  expect(plan(['--container'], { pid: 1 })).toBe('here');
  expect(foregroundPlan({ ...plain, pid: 1 })).toBe('here');
});

test('without a flag that says otherwise it goes into the background', () => {
  expect(plan([])).toBe('background');
  expect(plan(['-c', 'a.conf', '--guard'], { lacksOptions: false })).toBe('background');
});

test('a guard in the foreground is made at once', () => {
  expect(plan(['-n', '--guard'])).toBe('here');
});

test('a process that a vigild started goes on', () => {
  expect(plan(['-c', 'a.conf'], { isStarted: true })).toBe('here');
});

test.each([
  ['--help'],
  ['-v'],
  ['--check', '--strict'],
  ['-n', '--config-dump'],
  ['--print-service'],
  ['--trial'],
  ['--no-such-flag'],
  ['-n', 'positional'],
])('%s %s is answered here', (...args) => {
  expect(plan(args.filter(Boolean))).toBe('here');
});
