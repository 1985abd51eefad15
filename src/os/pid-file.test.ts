import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { PidFile } from './pid-file.ts';

test('holds the pid and a newline, whatever was there before, and is removed', () =>
  withTempDir((directory) => {
    const path = join(directory, 'supervisord.pid');
    writeFileSync(path, 'a much longer old content\n');
    const file = new PidFile(path);
    expect(file.write(4711)).toEqual({ kind: 'written' });
    expect(readFileSync(path, 'utf8')).toBe('4711\n');
    file.remove();
    expect(existsSync(path)).toBe(false);
    expect(() => file.remove()).not.toThrow();
  }));

test('that cannot be written is a value with Supervisor’s sentence', () =>
  withTempDir((directory) => {
    const path = join(directory, 'missing', 'supervisord.pid');
    expect(new PidFile(path).write(1)).toEqual({
      kind: 'failed',
      errno: 'ENOENT',
      message: `could not write pidfile ${path}`,
    });
  }));

test('that was not written here is left alone', () =>
  withTempDir((directory) => {
    const path = join(directory, 'supervisord.pid');
    writeFileSync(path, '1\n');
    new PidFile(path).remove();
    expect(existsSync(path)).toBe(true);
  }));

test('that is a device stays', () =>
  withTempDir((directory) => {
    const path = join(directory, 'null');
    symlinkSync('/dev/null', path);
    const file = new PidFile(path);
    expect(file.write(4711)).toEqual({ kind: 'written' });
    file.remove();
    expect(existsSync(path)).toBe(true);
  }));
