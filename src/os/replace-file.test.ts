import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { replaceFile } from './replace-file.ts';

test('the new text stands in place of the old, and nothing else is left', () =>
  withTempDir((directory) => {
    const path = join(directory, 'list');
    replaceFile(path, 'a long first text\n', 0o600);
    replaceFile(path, 'second\n', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('second\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['list']);
  }));

test('what cannot be written leaves the old text, and says why', () =>
  withTempDir((directory) => {
    const path = join(directory, 'list');
    replaceFile(path, 'old\n', 0o600);
    mkdirSync(`${path}.new`);
    expect(() => replaceFile(path, 'new\n', 0o600)).toThrow(/EISDIR/);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
  }));

test('what cannot be put into its place is not left beside it', () =>
  withTempDir((directory) => {
    const path = join(directory, 'list');
    mkdirSync(path);
    expect(() => replaceFile(path, 'new\n', 0o600)).toThrow(/EISDIR|ENOTEMPTY/);
    expect(readdirSync(directory)).toEqual(['list']);
  }));
