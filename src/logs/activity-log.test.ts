import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { bytes, type WallClockTime, wallClockTime } from '../core/units.ts';
import { type ActivityLogConfig, DaemonLog } from './activity-log.ts';
import { LogFiles } from './log-files.ts';

let directory: TempDir;
let path: string;
let now: WallClockTime;
let syslog: string[];
let log: DaemonLog;

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'vigild.log');
  now = wallClockTime(new Date(2026, 0, 31, 9, 5, 7, 43).getTime());
  syslog = [];
});

afterEach(() => {
  log.close();
  directory.remove();
});

function openLog(config: Partial<ActivityLogConfig> = {}): DaemonLog {
  const files = new LogFiles({ clock: new FakeClock(), onTrouble: (message) => log.log('warn', message) });
  log = new DaemonLog(
    {
      logfile: { kind: 'file', path },
      logfileMaxBytes: bytes(0),
      logfileBackups: 0,
      loglevel: 'info',
      nodaemon: false,
      silent: false,
      ...config,
    },
    { clock: { wallNow: () => now }, files, syslog: (line) => syslog.push(line) },
  );
  return log;
}

const written = () => readFileSync(path, 'utf8');

describe('lines', () => {
  test('local time with milliseconds, tag and message; several lines as they are', () => {
    openLog();
    log.log('info', "spawned: 'web' with pid 7");
    now = wallClockTime(now + 0.9);
    log.log('critical', 'two\nlines');
    now = wallClockTime(now + 1000);
    log.log('warn', 'later');
    expect(written()).toBe(
      [
        "2026-01-31 09:05:07,043 INFO spawned: 'web' with pid 7",
        '2026-01-31 09:05:07,043 CRIT two',
        'lines',
        '2026-01-31 09:05:08,043 WARN later',
        '',
      ].join('\n'),
    );
  });

  test('levels below the configured one are dropped', () => {
    openLog({ loglevel: 'warn' });
    log.log('info', 'not this');
    log.log('error', 'this');
    expect(written()).toBe('2026-01-31 09:05:07,043 ERRO this\n');
    expect([log.isEnabled('info'), log.isEnabled('warn')]).toEqual([false, true]);
  });

  test('long lines and other scripts are written whole', () => {
    openLog();
    const message = `${'é'.repeat(20_000)}…`;
    log.log('info', message);
    log.log('info', 'Øre …');
    expect(written()).toBe(`2026-01-31 09:05:07,043 INFO ${message}\n2026-01-31 09:05:07,043 INFO Øre …\n`);
  });

  test('syslog gets each line by itself, with time and tag, and there is no file', () => {
    openLog({ logfile: { kind: 'syslog' } });
    log.log('warn', 'two\nlines\n');
    expect(syslog).toEqual(['2026-01-31 09:05:07,043 WARN two', '2026-01-31 09:05:07,043 WARN lines']);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  test('a file of a limited size is rotated', () => {
    openLog({ logfileMaxBytes: bytes(30), logfileBackups: 1 });
    log.log('info', 'one');
    log.log('info', 'two');
    expect(written()).toBe('');
    expect(readFileSync(`${path}.1`, 'utf8')).toContain('INFO two\n');
  });
});

describe('reopen and clear', () => {
  test('reopen says so in the old file and goes on in a new one', () => {
    openLog();
    log.log('info', 'old');
    renameSync(path, `${path}.moved`);
    log.reopen();
    log.log('info', 'new');
    expect(readFileSync(`${path}.moved`, 'utf8')).toBe(
      '2026-01-31 09:05:07,043 INFO old\n2026-01-31 09:05:07,043 INFO supervisord logreopen\n',
    );
    expect(written()).toBe('2026-01-31 09:05:07,043 INFO new\n');
  });

  test('clear begins a new file, in which it says nothing', () => {
    openLog();
    log.log('info', 'old');
    expect(log.clear()).toEqual({ kind: 'cleared' });
    expect(written()).toBe('');
  });

  test('clear says that there is no file when it is gone or when there never was one', () => {
    openLog();
    rmSync(path);
    expect(log.clear()).toEqual({ kind: 'no-file' });
    log.close();
    openLog({ logfile: { kind: 'syslog' } });
    expect(log.clear()).toEqual({ kind: 'no-file' });
  });

  test('clear leaves devices alone', () => {
    openLog({ logfile: { kind: 'file', path: '/dev/null' } });
    expect(log.clear()).toEqual({ kind: 'failed', errno: 'EINVAL' });
  });
});

describe('trouble', () => {
  test('a log that cannot be opened throws', () => {
    openLog();
    const missing = join(directory.path, 'missing', 'vigild.log');
    const config = { logfile: { kind: 'file', path: missing } } as const;
    const previous = log;
    expect(() => openLog(config)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    log = previous;
  });

  test('an entry after the end is dropped', () => {
    openLog();
    log.close();
    log.log('info', 'too late');
    expect(written()).toBe('');
  });

  test('a full disk neither throws nor goes in circles', () => {
    openLog({ logfile: { kind: 'file', path: '/dev/full' } });
    log.log('info', 'lost');
    log.log('info', 'lost too');
    expect(log.lostBytes).toBeGreaterThan(50);
  });
});
