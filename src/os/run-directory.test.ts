import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { instanceName, openRunDirectory, RunDirectoryError, runBase } from './run-directory.ts';

const BASE = '/run/vigil';
const nameOf = (pidfile: string) => instanceName(pidfile, BASE);

describe('the name of an instance', () => {
  test('is readable, and the same for the same pid file', () => {
    expect(nameOf('/var/tmp/supervisord.pid')).toMatch(/^supervisord-[0-9a-f]{8}$/);
    expect(nameOf('/var/tmp/supervisord.pid')).toBe(nameOf('/var/tmp/supervisord.pid'));
  });

  test('differs where the path differs', () => {
    const names = ['/a/x.pid', '/b/x.pid', '/a/x', '/a/x y.pid', '/a/x/y.pid'].map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has no character that is special in a path, and a bounded length', () => {
    expect(nameOf(`/a/${'é /;'.repeat(100)}`)).toMatch(/^[A-Za-z0-9._-]{1,60}$/);
  });

  test('does not depend on the way to the directory', () =>
    withTempDir((directory) => {
      mkdirSync(join(directory, 'real'));
      symlinkSync('real', join(directory, 'link'));
      expect(nameOf(join(directory, 'link', 'x.pid'))).toBe(nameOf(join(directory, 'real', 'x.pid')));
    }));

  test('in memory that containers share, depends on the file system of the pid file as well', () =>
    withTempDir((directory) => {
      const name = instanceName(join(directory, 'x.pid'), '/dev/shm/vigil-0');
      expect(name).toMatch(/^x-[0-9a-f]{8}$/);
      expect(name).not.toBe(nameOf(join(directory, 'x.pid')));
      expect(instanceName('/proc/x.pid', '/dev/shm/vigil-0')).not.toBe(nameOf('/proc/x.pid'));
      expect(instanceName(join(directory, 'x.pid'), '/dev/shm/vigil-0')).toBe(name);
    }));
});

describe('the place of run directories', () => {
  test('of users other than root is one of their own', () => {
    expect(runBase(1000)).toBe('/tmp/vigil-1000');
  });

  test('of root is /run where that is in memory, else memory that is shared', () => {
    const fileSystemOf = (directory: string) =>
      new RegExp(` ${directory} \\S+ (?:.* )?- (\\S+) `).exec(mounts)?.[1];
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    if (process.getuid?.() !== 0) expect(runBase(0)).toMatch(/vigil/);
    else if (fileSystemOf('/run') === 'tmpfs') expect(runBase(0)).toBe('/run/vigil');
    else if (fileSystemOf('/dev/shm') === 'tmpfs') expect(runBase(0)).toBe('/dev/shm/vigil-0');
    else expect(runBase(0)).toBe('/run/vigil');
  });
});

describe('the run directory', () => {
  test('is made with its parent, for the daemon’s user only, and found again', () =>
    withTempDir((directory) => {
      const base = join(directory, 'base');
      const path = openRunDirectory(base, 'x-1');
      expect(path).toBe(join(base, 'x-1'));
      expect([base, path].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
      writeFileSync(join(path, 'kept'), '');
      expect(openRunDirectory(base, 'x-1')).toBe(path);
      expect(statSync(join(path, 'kept')).isFile()).toBe(true);
    }));

  test('of too wide a mode is narrowed', () =>
    withTempDir((directory) => {
      const path = join(directory, 'x-1');
      mkdirSync(path);
      chmodSync(path, 0o777);
      openRunDirectory(directory, 'x-1');
      expect(statSync(path).mode & 0o777).toBe(0o700);
    }));

  test('is refused where it is a link', () =>
    withTempDir((directory) => {
      mkdirSync(join(directory, 'elsewhere'));
      symlinkSync('elsewhere', join(directory, 'x-1'));
      expect(() => openRunDirectory(directory, 'x-1')).toThrow(
        new RunDirectoryError(join(directory, 'x-1'), 'it is not a directory'),
      );
    }));

  test('is refused where it belongs to another user', () =>
    withTempDir((directory) => {
      const isRoot = process.getuid?.() === 0;
      const path = isRoot ? join(directory, 'foreign') : '/run';
      if (isRoot) {
        mkdirSync(path);
        chownSync(path, 65534, 65534);
      }
      const owner = isRoot ? 65534 : 0;
      expect(() => openRunDirectory(path, 'x-1')).toThrow(
        `Cannot use run directory "${path}": it belongs to user ${owner}, and vigild runs as user ${process.geteuid?.()}`,
      );
    }));

  test('that cannot be made is an error with its reason', () =>
    withTempDir((directory) => {
      const path = join(directory, 'missing', 'base');
      expect(() => openRunDirectory(path, 'x-1')).toThrow(new RunDirectoryError(path, 'ENOENT'));
    }));
});
