import { describe, expect, test } from 'vitest';
import {
  sampleConfig,
  sampleDaemon,
  sampleFcgi,
  sampleGroup,
  sampleListener,
  sampleProcess,
  sampleStream,
} from '../../test/support/sample-config.ts';
import { signalNumber } from '../core/units.ts';
import { dumpConfig } from './dump.ts';
import type { Config, GroupConfig, ProcessConfig } from './model.ts';

interface Dump {
  readonly supervisord: Record<string, unknown>;
  readonly http_servers: readonly unknown[];
  readonly rpcinterfaces: readonly unknown[];
  readonly groups: readonly {
    readonly [key: string]: unknown;
    readonly programs: readonly Record<string, unknown>[];
  }[];
  readonly supervisorctl: unknown;
}

const dump = (changes: Partial<Config>): Dump => dumpConfig(sampleConfig(changes)) as Dump;
const dumpGroup = (group: GroupConfig) => dump({ groups: [group] }).groups[0];
const dumpProcess = (changes: Partial<ProcessConfig>) =>
  dumpGroup(sampleGroup({ processes: [sampleProcess(changes)] }))?.programs[0];

describe('dumpConfig', () => {
  test('the daemon, with unset values as null and the umask in octal', () => {
    expect(dump({}).supervisord).toEqual({
      logfile: '/var/log/vigild.log',
      logfile_maxbytes: 52428800,
      logfile_backups: 10,
      loglevel: 'info',
      pidfile: '/run/vigild.pid',
      minfds: 1024,
      minprocs: 200,
      nodaemon: false,
      silent: false,
      nocleanup: false,
      strip_ansi: false,
      umask: '0022',
      user: null,
      directory: null,
      identifier: 'supervisor',
      childlogdir: '/tmp',
      environment: {},
    });
  });

  test('a syslog logfile, a user as written, an environment that names __proto__', () => {
    const daemon = sampleDaemon({
      logfile: { kind: 'syslog' },
      user: { written: '33', uid: null, gid: null },
      environment: new Map([['__proto__', 'x']]),
    });
    const { supervisord } = dump({ daemon });
    expect(supervisord).toMatchObject({ logfile: 'syslog', user: '33' });
    expect(JSON.stringify(supervisord['environment'])).toBe('{"__proto__":"x"}');
  });

  test('both kinds of server', () => {
    const position = { file: 'a', line: 1 };
    const NO_EXTRAS = { readOnlyCredentials: null, allowedHosts: [], publicHealth: false };
    const servers: Config['servers'] = [
      {
        kind: 'inet',
        section: 'inet_http_server',
        host: '',
        port: 9001,
        credentials: { username: 'u', password: 'p' },
        ...NO_EXTRAS,
        position,
      },
      {
        kind: 'unix',
        section: 'unix_http_server',
        file: '/run/v.sock',
        chmod: 0o700,
        chown: { written: 'nobody:nogroup', uid: null, gid: null },
        credentials: null,
        ...NO_EXTRAS,
        position,
      },
    ];
    expect(dump({ servers }).http_servers).toEqual([
      {
        section: 'inet_http_server',
        family: 'inet',
        host: '',
        port: 9001,
        username: 'u',
        password: 'p',
      },
      {
        section: 'unix_http_server',
        family: 'unix',
        file: '/run/v.sock',
        chmod: '0700',
        chown: 'nobody:nogroup',
        username: null,
        password: null,
      },
    ]);
  });

  test('rpc interfaces and the client section', () => {
    const control = {
      serverurl: 'http://localhost:9001',
      prompt: 'supervisor',
      username: null,
      password: null,
      historyFile: '/home/u/.history',
    };
    const result = dump({
      rpcInterfaces: [{ name: 'supervisor', factory: 'a:b', options: new Map([['k', 'v']]) }],
      supervisorctl: control,
    });
    expect(result.rpcinterfaces).toEqual([{ name: 'supervisor', factory: 'a:b', options: { k: 'v' } }]);
    expect(result.supervisorctl).toEqual({
      serverurl: 'http://localhost:9001',
      prompt: 'supervisor',
      username: null,
      password: null,
      history_file: '/home/u/.history',
    });
    expect(dump({}).supervisorctl).toBeNull();
  });

  test('a process has every key', () => {
    expect(dumpProcess({})).toEqual({
      name: 'web',
      command: '/bin/cat',
      directory: null,
      umask: null,
      priority: 999,
      startsecs: 1,
      startretries: 3,
      stopwaitsecs: 10,
      autostart: true,
      stopasgroup: false,
      killasgroup: false,
      redirect_stderr: false,
      autorestart: 'unexpected',
      exitcodes: [0],
      stopsignal: 'TERM',
      user: null,
      serverurl: null,
      environment: {},
      stdout_logfile: 'AUTO',
      stderr_logfile: 'AUTO',
      stdout_logfile_maxbytes: 52428800,
      stderr_logfile_maxbytes: 52428800,
      stdout_logfile_backups: 10,
      stderr_logfile_backups: 10,
      stdout_capture_maxbytes: 0,
      stderr_capture_maxbytes: 0,
      stdout_events_enabled: false,
      stderr_events_enabled: false,
      stdout_syslog: false,
      stderr_syslog: false,
    });
  });

  test('a process with the less usual values', () => {
    const process = dumpProcess({
      umask: 0o7,
      stopsignal: signalNumber(29),
      stdout: sampleStream({ logfile: { kind: 'file', path: 'rel.log' } }),
      stderr: sampleStream({ logfile: { kind: 'none' }, syslog: true }),
    });
    expect(process).toMatchObject({
      umask: '0007',
      stopsignal: 'POLL',
      stdout_logfile: 'rel.log',
      stderr_logfile: null,
      stderr_syslog: true,
    });
  });

  test('the kinds of group differ in their extra keys', () => {
    expect(Object.keys(dumpGroup(sampleGroup()) ?? {})).toEqual(['name', 'priority', 'type', 'programs']);
    expect(dumpGroup(sampleListener())).toMatchObject({
      type: 'eventlistener',
      buffer_size: 10,
      events: ['TICK_5'],
      result_handler: 'supervisor.dispatchers:default_handler',
    });
    expect(dumpGroup(sampleFcgi())?.['socket']).toEqual({
      url: 'unix:///run/php.sock',
      owner: null,
      mode: '0700',
      backlog: null,
    });
  });

  test('a tcp socket has no mode', () => {
    const socket = {
      url: 'tcp://127.0.0.1:9000',
      address: { kind: 'tcp', host: '127.0.0.1', port: 9000 },
      owner: null,
      mode: null,
      backlog: 128,
    } as const;
    expect(dumpGroup(sampleFcgi({ socket }))?.['socket']).toEqual({
      url: 'tcp://127.0.0.1:9000',
      owner: null,
      mode: null,
      backlog: 128,
    });
  });
});
