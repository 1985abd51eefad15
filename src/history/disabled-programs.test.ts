import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { DisabledPrograms } from './disabled-programs.ts';

let directory: TempDir;
let path: string;

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'x.disabled');
});

afterEach(() => directory.remove());

test('what is switched off stays so for the next daemon, until it is switched on', () => {
  const first = new DisabledPrograms(path);
  expect(first.change(['web:web', 'g:a b'], 'disabled')).toEqual({ kind: 'saved' });
  const second = new DisabledPrograms(path);
  expect(second.list()).toEqual(['g:a b', 'web:web']);
  expect(second.isDisabled('web', 'web')).toBe(true);
  expect(second.isDisabled('web', 'other')).toBe(false);
  second.change(['web:web'], 'enabled');
  expect(new DisabledPrograms(path).list()).toEqual(['g:a b']);
  expect(readdirSync(directory.path)).toEqual(['x.disabled']);
});

test('nothing is written for what is so already', () => {
  expect(new DisabledPrograms(path).change(['web:web'], 'enabled')).toEqual({ kind: 'saved' });
  expect(readdirSync(directory.path)).toEqual([]);
});

test('a change that cannot be saved changes nothing', () => {
  const programs = new DisabledPrograms(path);
  mkdirSync(`${path}.new`);
  expect(programs.change(['web:web'], 'disabled')).toEqual({ kind: 'failed', code: 'EISDIR' });
  expect(programs.isDisabled('web', 'web')).toBe(false);
});

test('lines that are no names are passed over', () => {
  writeFileSync(path, '# a:comment\n\n  web:web  \r\nhalf a li\n\0\n');
  expect(new DisabledPrograms(path).list()).toEqual(['web:web']);
});

test('the file says what it is', () => {
  new DisabledPrograms(path).change(['web:web'], 'disabled');
  expect(readFileSync(path, 'utf8')).toMatch(/^# .*vigilctl disable.*\nweb:web\n$/);
});
