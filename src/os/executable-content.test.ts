import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { executableContent } from './executable-content.ts';

function contentOf(text: string) {
  return withTempDir((directory) => {
    const file = join(directory, 'file');
    writeFileSync(file, text);
    chmodSync(file, 0o755);
    return Promise.resolve(executableContent(file));
  });
}

describe('a script', () => {
  test('names its interpreter, which is there or not', async () => {
    const script = { kind: 'script', hasCarriageReturn: false };
    expect(await contentOf('#!/bin/sh -e\n')).toEqual({ ...script, interpreter: '/bin/sh', isThere: true });
    expect(await contentOf('#! /no/where\n')).toEqual({
      ...script,
      interpreter: '/no/where',
      isThere: false,
    });
  });

  test.each(['/bin/sh/env', '/bin/s\0h'])(
    'with an interpreter that cannot be, %j, has none',
    async (path) => {
      expect(await contentOf(`#!${path}\n`)).toMatchObject({ kind: 'script', isThere: false });
    },
  );

  test('with Windows line ends is told of as such', async () => {
    expect(await contentOf('#!/bin/sh\r\n')).toMatchObject({
      interpreter: '/bin/sh',
      hasCarriageReturn: true,
    });
  });
});

test('this very program is for this machine, and its loader is there', () => {
  const content = executableContent(process.execPath);
  expect(content).toMatchObject({ kind: 'program', isLoaderThere: true });
  expect(content.kind === 'program' && content.machine === content.here).toBe(true);
});

test('an empty file, other text, a directory and nothing at all', async () => {
  expect(await contentOf('')).toEqual({ kind: 'empty' });
  expect(await contentOf('echo hello\n')).toEqual({ kind: 'other' });
  expect(await contentOf('\ufeff#!/bin/sh\n')).toEqual({ kind: 'byte-order-mark' });
  expect(executableContent('/')).toEqual({ kind: 'unknown' });
  expect(executableContent('/no/such/file')).toEqual({ kind: 'unknown' });
});
