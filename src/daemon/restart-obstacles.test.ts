import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loaded } from '../../test/support/load-text.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { openLibc } from '../os/native.ts';
import { takeInstance } from './instance.ts';
import { restartObstacles } from './restart-obstacles.ts';

const libc = openLibc();

afterEach(() => {
  vi.restoreAllMocks();
});

const configOf = (more: string) => loaded(`[supervisord]\nlogfile=/dev/null\n${more}\n`).config;

/** `more`: keys of `[supervisord]`, and what follows. */
function obstacles(more: string, before = more): readonly string[] {
  return restartObstacles(libc, configOf(before), configOf(more)).map(({ message }) => message);
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

test('a pid file that another daemon has is an obstacle', () =>
  withTempDir((directory) => {
    const pidfile = join(directory, 'other.pid');
    const other = takeInstance(libc, pidfile, join(directory, 'other.conf'));
    expect(obstacles(`pidfile=${pidfile}`, '')).toEqual([
      `Another vigild is already running with pidfile "${pidfile}"`,
    ]);
    other.release();
    expect(obstacles(`pidfile=${pidfile}`, '')).toEqual([]);
    rmSync(other.runDirectory, { recursive: true });
  }));

test('a directory for AUTO logs that cannot be used is one where a program has such a log', () => {
  const missing = 'childlogdir=/missing/logs\n[program:x]\ncommand=cat';
  expect(obstacles(missing)).toEqual(['Cannot create a log file in directory "/missing/logs": ENOENT']);
  expect(obstacles(`${missing}\nredirect_stderr=true\nstdout_logfile=NONE`)).toEqual([]);
});

test('a new owner that only root can give a socket to is an obstacle, also where the socket is open already', () => {
  const server = (owner: string) => `[unix_http_server]\nfile=/tmp/x.sock\n${owner}`;
  const program = (socket: string, user: string) =>
    `[fcgi-program:x]\ncommand=cat\nstdout_logfile=NONE\nstderr_logfile=NONE\nsocket=${socket}\n${user}`;
  const asUser = (uid: number) => {
    vi.spyOn(process, 'geteuid').mockReturnValue(uid);
    vi.spyOn(process, 'getegid').mockReturnValue(uid);
    vi.spyOn(process, 'getgroups').mockReturnValue([]);
  };
  asUser(33);
  expect(obstacles(server('chown=www'), server(''))).toEqual([]);
  expect(obstacles(server('chown=nobody'), server(''))).toEqual([
    `Cannot give "/tmp/x.sock" in section 'unix_http_server' to another owner: EPERM`,
  ]);
  expect(obstacles(server('chown=nobody'))).toEqual([]);
  const [unix, tcp] = ['unix:///tmp/y.sock', 'tcp://127.0.0.1:9001'];
  expect(obstacles(program(unix, 'user=nobody'), program(unix, ''))).toEqual([
    `Cannot give "/tmp/y.sock" in section 'fcgi-program:x' to another owner: EPERM`,
  ]);
  expect(obstacles(program(tcp, 'user=nobody'), program(tcp, ''))).toEqual([]);
  asUser(0);
  expect(obstacles(server('chown=nobody'), server(''))).toEqual([]);
});
