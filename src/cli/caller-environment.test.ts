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

test('is not that of another process, nor of one that is gone', () => {
  expect([...callerEnvironment({ VIGIL_SHELL: '1' }, PARENT).keys()]).toEqual(['VIGIL_SHELL']);
  expect([...callerEnvironment({ VIGIL_SHELL: '999999999' }, 999999999).keys()]).toEqual(['VIGIL_SHELL']);
});
