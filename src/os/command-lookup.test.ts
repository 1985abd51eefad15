import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { lookUpCommand } from './command-lookup.ts';

let directory: TempDir;
const at = (...names: string[]): string => join(directory.path, ...names);

beforeAll(() => {
  directory = makeTempDir();
  mkdirSync(at('first'));
  mkdirSync(at('second'));
  writeFileSync(at('first', 'plain'), '');
  for (const name of ['plain', 'tool', "it's"]) {
    writeFileSync(at('second', name), '');
    chmodSync(at('second', name), 0o755);
  }
  mkdirSync(at('first', 'folder'));
});
afterAll(() => directory.remove());

const path = (): string => `${at('first')}:${at('second')}`;

describe('a bare word', () => {
  test('is searched for in the program’s PATH', () => {
    expect(lookUpCommand(['tool', 'x'], { program: path(), daemon: '/bin' })).toEqual({
      kind: 'found',
      path: at('second', 'tool'),
    });
  });

  test('is searched for in the daemon’s PATH when the program sets none', () => {
    expect(lookUpCommand(['tool'], { program: undefined, daemon: path() }).kind).toBe('found');
  });

  test.each([undefined, ''])('is searched for in the usual places when the daemon’s PATH is %j', (daemon) => {
    expect(lookUpCommand(['sh'], { program: undefined, daemon })).toEqual({ kind: 'found', path: '/bin/sh' });
  });

  test('is not found in an empty PATH that the program sets', () => {
    expect(lookUpCommand(['sh'], { program: '', daemon: '/bin' }).kind).toBe('failed');
  });

  test('that exists but cannot run hides a later one that could', () => {
    expect(lookUpCommand(['plain'], { program: path(), daemon: undefined })).toEqual({
      kind: 'failed',
      failure: 'not-executable',
      message: `command at '${at('first', 'plain')}' is not executable`,
    });
  });
});

describe('a word with a slash is taken as it is', () => {
  const none = { program: undefined, daemon: undefined };

  test('and found', () => {
    expect(lookUpCommand([at('second', "it's")], none)).toEqual({
      kind: 'found',
      path: at('second', "it's"),
    });
  });

  test('and missing', () => {
    expect(lookUpCommand(["./isn't/there"], none)).toEqual({
      kind: 'failed',
      failure: 'no-file',
      message: `can't find command "./isn't/there"`,
    });
  });

  test('and a directory', () => {
    expect(lookUpCommand([at('first', 'folder')], none)).toEqual({
      kind: 'failed',
      failure: 'not-executable',
      message: `command at '${at('first', 'folder')}' is a directory`,
    });
  });
});

test('a missing bare word is quoted as written', () => {
  expect(lookUpCommand(['no-such-tool'], { program: path(), daemon: undefined })).toEqual({
    kind: 'failed',
    failure: 'no-file',
    message: "can't find command 'no-such-tool'",
  });
});

test('no words at all', () => {
  expect(lookUpCommand([], { program: undefined, daemon: undefined })).toEqual({
    kind: 'failed',
    failure: 'not-executable',
    message: 'command is empty',
  });
});
