/** What programs say of themselves: lines as they really come, and the cause that is made of them. */
import { describe, expect, test } from 'vitest';
import { facts, NOW, POLICY } from '../../../test/support/explain-facts.ts';
import { milliseconds, pid, signalNumber, wallClockTime } from '../../core/units.ts';
import { explain } from '../explain.ts';
import type { Cause } from '../explanation.ts';
import type { ExecutableFinding, ExplainFacts } from '../facts.ts';

const AT = wallClockTime(NOW - 1000);
const { machine } = facts();

function ended(status: { code: number } | { signal: number }): ExplainFacts['end'] {
  const known =
    'code' in status
      ? ({ kind: 'exited', code: status.code } as const)
      : ({ kind: 'signaled', signal: signalNumber(status.signal), coreDumped: false } as const);
  return { kind: 'run', at: AT, status: known, pid: pid(9), uptime: milliseconds(100), sentSignal: null };
}

function causes(changes: Partial<ExplainFacts>): readonly Cause[] {
  return explain(facts({ policy: { ...POLICY, user: 'www' }, ...changes })).causes;
}

describe('a path that may not be used is the one that the reason stands behind', () => {
  test.each([
    ['/bin/sh: 0: cannot open /srv/run.sh: Permission denied', '/srv/run.sh'],
    ['/usr/bin/cat: /etc/shadow: Permission denied', '/etc/shadow'],
    ['open /etc/app.key: permission denied', '/etc/app.key'],
    ["PermissionError: [Errno 13] Permission denied: '/var/lib/x'", '/var/lib/x'],
    ["Error: EACCES: permission denied, open '/var/lib/y'", '/var/lib/y'],
    ['/usr/sbin/app: could not write (Read-only file system)', '/usr/sbin/app'],
  ])('%s', (line, path) => {
    const [cause] = causes({ end: ended({ code: 1 }), lines: [line] });
    expect(cause).toMatchObject({ kind: 'permission-denied', text: `it may not use ${path} as user www` });
  });
});

describe('a file that is missing', () => {
  test.each([
    ['/usr/bin/cat: /srv/data: No such file or directory', '/srv/data'],
    ["FileNotFoundError: [Errno 2] No such file or directory: '/srv/data'", '/srv/data'],
    ["touch: cannot touch '/srv/data': No such file or directory", '/srv/data'],
    ["ls: cannot access 'data': No such file or directory", 'data'],
  ])('%s', (line, path) => {
    const [cause] = causes({ end: ended({ code: 1 }), lines: [line] });
    expect(cause).toMatchObject({ kind: 'file-not-found', text: `it does not find the file ${path}` });
  });

  test('is told once where it is the command itself', () => {
    const lines = ['/usr/bin/env: \u2018python9\u2019: No such file or directory'];
    const found = causes({ end: ended({ code: 127 }), lines });
    expect(found.map(({ text }) => text)).toEqual([
      'status 127: the command "python9" that it runs was not found',
    ]);
  });
});

test.each([
  ["stty: 'standard input': Inappropriate ioctl for device", 'terminal-needed'],
  ['top: failed tty get', 'terminal-needed'],
  ['the input device is not a TTY', 'terminal-needed'],
  ['socket.gaierror: [Errno -2] Name or service not known', 'host-not-found'],
  ['curl: (6) Could not resolve host: db', 'host-not-found'],
  ['Error: getaddrinfo ENOTFOUND db', 'host-not-found'],
])('%s', (line, kind) => {
  expect(causes({ end: ended({ code: 1 }), lines: [line] }).map((cause) => cause.kind)).toEqual([kind]);
});

describe('one that runs already', () => {
  test.each([
    ['A server is already running (pid: 1, file: /app/tmp/pids/server.pid).', '/app/tmp/pids/server.pid'],
    ['A server is already running. Check /app/tmp/pids/server.pid.', '/app/tmp/pids/server.pid'],
    ['ERROR: Pidfile (celeryd.pid) already exists.', 'celeryd.pid'],
    ["Error: Already running on PID 12 (or pid file '/run/g.pid' is stale)", '/run/g.pid'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'postmaster.pid'],
    [
      'Fatal: Dovecot is already running with PID 12 (read from /run/dovecot/master.pid)',
      '/run/dovecot/master.pid',
    ],
    ["rsyslogd: pidfile '/run/rsyslogd.pid' and pid 123 already exist.", '/run/rsyslogd.pid'],
    [
      "cron: can't lock /run/crond.pid, otherpid may be 12: Resource temporarily unavailable",
      '/run/crond.pid',
    ],
  ])('%s', (line, file) => {
    const found = causes({ end: ended({ code: 1 }), lines: [line] });
    expect(found.map(({ kind }) => kind)).toEqual(['already-running']);
    expect(found[0]?.cure).toContain(`remove ${file},`);
  });

  test.each(['httpd (pid 123) already running', 'Another twistd server is running, PID 123'])(
    '%s',
    (line) => {
      const [cause] = causes({ end: ended({ code: 1 }), lines: [line] });
      expect(cause).toMatchObject({ kind: 'already-running', cure: expect.stringContaining('ps -ef') });
    },
  );
});

test.each([
  [25, 'ulimit -f'],
  [24, 'ulimit -t'],
])('signal %i is that of a limit, and no fault of the program', (signal, limit) => {
  const [cause] = causes({ end: ended({ signal }) });
  expect(cause?.kind).toBe('limit-reached');
  expect(cause?.cure).toContain(limit);
});

describe('words of a shell', () => {
  const lookUp = (word: string): Partial<ExplainFacts> => ({
    words: [word],
    end: {
      kind: 'spawn-failed',
      at: AT,
      step: 'look-up',
      errno: null,
      message: `can't find command '${word}'`,
    },
  });

  test.each([
    ['cd', 'use directory='],
    ['source', "sh -c '...'"],
    ['PORT=80', 'environment='],
    ['~/run', 'whole path'],
    ['$HOME/run', 'whole path'],
  ])('%s', (word, cure) => {
    const [cause] = causes(lookUp(word));
    expect(cause?.kind).toBe('shell-syntax');
    expect(cause?.cure).toContain(cure);
  });

  test('that a program took for arguments explain a quick end, and not a task that is done', () => {
    const words = ['echo', 'x', '&&', 'sleep'];
    const end = ended({ code: 0 });
    expect(causes({ words, end })[0]?.kind).toBe('shell-syntax');
    expect(causes({ words, end, state: 'EXITED' })[0]?.kind).toBe('finished');
  });
});

describe('a file that the kernel does not run', () => {
  const failed = (executable: Partial<ExecutableFinding>, step: 'look-up' | 'exec', errno: string) =>
    causes({
      end: { kind: 'spawn-failed', at: AT, step, errno, message: "no permission to run command '/srv/x'" },
      machine: {
        ...machine,
        executable: {
          path: '/srv/x',
          searched: [],
          similar: null,
          content: { kind: 'other' },
          ...executable,
        },
      },
    })[0];

  test.each(['look-up', 'exec'] as const)('for its mount (%s)', (step) => {
    const cause = failed({ noexecMount: '/srv' }, step, 'EACCES');
    expect(cause).toMatchObject({ kind: 'not-executable', certainty: 'certain' });
    expect(cause?.text).toBe('/srv/x lies on /srv, which is mounted noexec: nothing there may be executed');
  });

  test('for its byte order mark', () => {
    const cause = failed({ content: { kind: 'byte-order-mark' } }, 'exec', 'ENOEXEC');
    expect(cause?.text).toContain('begins with a byte order mark');
  });
});
