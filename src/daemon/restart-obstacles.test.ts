import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loaded } from '../../test/support/load-text.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { openLibc } from '../os/native.ts';
import { restartObstacles } from './restart-obstacles.ts';

const libc = openLibc();

afterEach(() => {
  vi.restoreAllMocks();
});

/** `more`: keys of `[supervisord]`, and what follows. */
function obstacles(more: string): readonly string[] {
  const { config } = loaded(`[supervisord]\nlogfile=/dev/null\n${more}\n`);
  return restartObstacles(libc, config, config).map(({ message }) => message);
}

test('a log file that cannot be opened is an obstacle', () =>
  withTempDir((directory) => {
    expect(obstacles(`logfile=${join(directory, 'x.log')}`)).toEqual([]);
    expect(obstacles(`logfile=${directory}`)).toEqual([`Cannot open log file "${directory}": EISDIR`]);
  }));

test('a descriptor of the daemon is none, although it could not be opened again', () =>
  withTempDir((directory) => {
    const fd = openSync(directory, 'r');
    expect(obstacles(`logfile=/dev/fd/${fd}`)).toEqual([]);
    closeSync(fd);
  }));

test('another user is an obstacle for a daemon that is not root', () => {
  vi.spyOn(process, 'getuid').mockReturnValue(33);
  expect(obstacles('user=www')).toEqual([]);
  expect(obstacles('user=nobody')).toEqual(["Can't drop privilege as nonroot user"]);
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  expect(obstacles('user=nobody')).toEqual([]);
});

test('a directory for AUTO logs that cannot be used is one where a program has such a log', () => {
  const missing = 'childlogdir=/missing/logs\n[program:x]\ncommand=cat';
  expect(obstacles(missing)).toEqual(['Cannot create a log file in directory "/missing/logs": ENOENT']);
  expect(obstacles(`${missing}\nredirect_stderr=true\nstdout_logfile=NONE`)).toEqual([]);
});
