import { expect, test } from 'vitest';
import { environmentOfShell, isShellName } from './shell-environment.ts';

test.each([
  ['A', true],
  ['_a1', true],
  ['', false],
  ['1a', false],
  ['a.b', false],
  ['BASH_FUNC_module%%', false],
  ['café', false],
])('whether sh can have a variable %j: %s', (name, can) => {
  expect(isShellName(name)).toBe(can);
});

test('a parent that told its pid is read', () => {
  expect(environmentOfShell(String(process.pid), process.pid)?.get('PATH')).toBe(process.env['PATH']);
});

test('nobody else is', () => {
  expect(environmentOfShell(undefined, process.pid)).toBeNull();
  expect(environmentOfShell('1', process.pid)).toBeNull();
  expect(environmentOfShell('999999999', 999999999)).toBeNull();
});
