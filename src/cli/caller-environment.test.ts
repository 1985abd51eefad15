import { expect, test } from 'vitest';
import { callerEnvironment } from './caller-environment.ts';

const PARENT = process.ppid;

test('is what Node has, as a rule', () => {
  expect(callerEnvironment({ A: '1', B: '' }, PARENT)).toEqual(
    new Map([
      ['A', '1'],
      ['B', ''],
    ]),
  );
});

test('is that of the shell which stayed', () => {
  const variables = callerEnvironment({ VIGIL_SHELL: String(process.pid), ONLY_HERE: '1' }, process.pid);
  expect(variables.get('PATH')).toBe(process.env['PATH']);
  expect(variables.has('ONLY_HERE')).toBe(false);
});
