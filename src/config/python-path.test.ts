import { expect, test } from 'vitest';
import { aRequest } from '../../test/support/load-text.ts';
import { expandUser, normalizePath, pythonDirname, pythonJoin, pythonNormalize } from './python-path.ts';

test.each([
  ['/a/b', '/a'],
  ['/a', '/'],
  ['a', ''],
  ['a//b', 'a'],
  ['//a', '//'],
  ['/a/', '/a'],
])('the directory of %s is %j', (path, expected) => {
  expect(pythonDirname(path)).toBe(expected);
});

test.each([
  ['', 'a', 'a'],
  ['/a', '/b', '/b'],
  ['/a', 'b', '/a/b'],
  ['/a/', 'b', '/a/b'],
])('joins %j and %j', (base, path, expected) => {
  expect(pythonJoin(base, path)).toBe(expected);
});

test.each([
  ['', '.'],
  ['/a/./b//c/../d', '/a/b/d'],
  ['/../a', '/a'],
  ['../a/..', '..'],
  ['//a', '//a'],
  ['///a', '/a'],
  ['a/..', '.'],
])('normalizes %j to %j', (path, expected) => {
  expect(pythonNormalize(path)).toBe(expected);
});

test.each([
  ['~', '/home/me'],
  ['~/x', '/home/me/x'],
  ['~me/x', '/home/me/x'],
  ['~nosuch/x', '~nosuch/x'],
  ['a~', 'a~'],
])('expands %s to %s', (path, expected) => {
  expect(expandUser(path, aRequest(''))).toBe(expected);
});

test('HOME goes before the user database, and a bare root stays a root', () => {
  expect(expandUser('~/x', aRequest('', { environment: new Map([['HOME', '/h/']]) }))).toBe('/h/x');
  expect(expandUser('~', aRequest('', { environment: new Map([['HOME', '/']]) }))).toBe('/');
});

test('normalizing makes a path absolute', () => {
  expect(normalizePath('x/../y', aRequest(''))).toBe('/srv/y');
});
