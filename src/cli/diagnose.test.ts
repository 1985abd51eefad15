import { describe, expect, it } from 'vitest';
import { type Credentials, HttpStatusError } from './client.ts';
import { diagnose } from './diagnose.ts';
import type { ConfiguredDaemon, Machine, PidFileState, SocketFile } from './diagnosis-facts.ts';
import { ConnectError, DisconnectedError } from './http-connection.ts';
import { HttpSyntaxError } from './http-response.ts';
import type { Settings } from './settings.ts';

const SOCKET = 'unix:///run/v.sock';
const ANONYMOUS: Credentials = { username: null, password: null };

interface Case {
  readonly error: unknown;
  readonly serverUrl?: string;
  readonly settings?: Partial<Settings>;
  readonly daemon?: ConfiguredDaemon | null;
  readonly pidFile?: PidFileState;
  readonly socketFile?: SocketFile;
  readonly credentials?: Credentials;
  readonly program?: string;
}

function diagnosis({ error, serverUrl = SOCKET, settings, credentials = ANONYMOUS, ...rest }: Case): string {
  const { daemon = { pidfile: '/run/v.pid', serverUrls: [SOCKET] }, program = '/usr/bin/vigilctl' } = rest;
  const machine: Machine = {
    uid: 1000,
    configuredDaemon: () => daemon,
    pidFile: () => rest.pidFile ?? { kind: 'absent' },
    socketFile: () => rest.socketFile ?? { kind: 'absent' },
  };
  const subject = {
    problem: { serverUrl, credentials, error },
    settings: {
      serverUrl,
      serverUrlFrom: 'configuration' as const,
      credentials,
      prompt: 'supervisor',
      historyFile: null,
      configFile: '/etc/v.conf',
      ...settings,
    },
    program,
  };
  return diagnose(subject, machine).join('\n');
}

const missing = new ConnectError('ENOENT', 'no such file');
const refused = new ConnectError('ECONNREFUSED', 'refused');
const forbidden = new ConnectError('EACCES', 'permission denied');

describe('when nobody listens', () => {
  it.each([missing, refused])('says that no daemon runs and how to start one ($code)', (error) => {
    expect(diagnosis({ error })).toBe(
      'No daemon is running with /etc/v.conf: there is no pid file /run/v.pid\nTo start it: vigild -c /etc/v.conf',
    );
  });

  it('names the command that belongs to the name under which it was called', () => {
    const program = '/usr/local/bin/supervisorctl';
    expect(diagnosis({ error: missing, program })).toContain('To start it: supervisord -c /etc/v.conf');
  });

  it.each<[PidFileState, string]>([
    [{ kind: 'stale', pid: 12 }, 'process 12, which the pid file /run/v.pid names, is gone'],
    [{ kind: 'unreadable' }, 'the pid file /run/v.pid cannot be read'],
    [
      { kind: 'foreign', pid: 12, command: 'sleep 5' },
      'process 12, which the pid file /run/v.pid names, is "sleep 5"',
    ],
  ])('says what the pid file tells: %j', (pidFile, text) => {
    expect(diagnosis({ error: refused, pidFile })).toContain(
      `No daemon is running with /etc/v.conf: ${text}`,
    );
  });

  it('does not tell to start a daemon that is alive', () => {
    const text = diagnosis({ error: refused, pidFile: { kind: 'alive', pid: 12 } });
    expect(text).toContain('The daemon is alive (pid 12, says /run/v.pid), but nobody listens');
    expect(text).not.toContain('To start it');
  });

  it('names the server of the daemon where the client asks for another one', () => {
    const daemon = { pidfile: '/run/v.pid', serverUrls: ['unix:///run/other.sock'] };
    expect(diagnosis({ error: missing, daemon })).toBe(
      'The daemon of /etc/v.conf listens on unix:///run/other.sock, but its [supervisorctl] leads to ' +
        'unix:///run/v.sock\nTo reach it: vigilctl -c /etc/v.conf -s unix:///run/other.sock',
    );
    expect(diagnosis({ error: missing, daemon, settings: { serverUrlFrom: 'command line' } })).toContain(
      'but the command line says unix:///run/v.sock',
    );
  });

  it('does not blame the settings for a server that was opened in the shell', () => {
    const settings = { serverUrl: SOCKET };
    const serverUrl = 'http://elsewhere:9001';
    expect(diagnosis({ error: refused, settings, serverUrl })).toContain(
      'but the last "open" says http://elsewhere:9001',
    );
    expect(diagnosis({ error: refused, settings, serverUrl, daemon: null })).toBe(
      'The server http://elsewhere:9001 is the one of the last "open"',
    );
  });

  it.each([
    ['http://localhost:9001', 'http://127.0.0.1:9001', true],
    ['http://localhost:9001', 'http://localhost:9002', false],
    ['unix:///a', 'unix:///b', false],
    ['unix:///a', 'http://localhost:80', false],
  ])('%s and %s are one server: %s', (configured, serverUrl, isSame) => {
    const daemon = { pidfile: '/run/v.pid', serverUrls: [configured] };
    const text = diagnosis({ error: refused, daemon, serverUrl });
    expect(text.includes('No daemon is running')).toBe(isSame);
    expect(text.includes('listens on')).toBe(!isSame);
  });

  it('says that a daemon without a server takes no commands', () => {
    const daemon = { pidfile: '/run/v.pid', serverUrls: [] };
    expect(diagnosis({ error: refused, daemon })).toContain('has neither [unix_http_server] nor');
  });

  it('asks for the configuration where none was found', () => {
    expect(diagnosis({ error: refused, settings: { configFile: null, serverUrlFrom: 'default' } })).toContain(
      'Name the configuration of the daemon: vigilctl -c FILE\nFor a daemon of your own: vigilctl run COMMAND',
    );
  });

  it('does not speak of configurations where the command line names a server, and none was found', () => {
    const settings = { configFile: null, serverUrlFrom: 'command line' as const };
    expect(diagnosis({ error: missing, settings })).toBe(
      'The server unix:///run/v.sock is the one on the command line',
    );
  });

  it('says where the server comes from when the configuration is no good for the daemon', () => {
    expect(diagnosis({ error: refused, daemon: null })).toBe(
      'The server unix:///run/v.sock is the one that [supervisorctl] of /etc/v.conf leads to\n' +
        'No daemon can start with /etc/v.conf: vigild --check -c /etc/v.conf says why',
    );
  });

  it('says when the path is no socket', () => {
    expect(diagnosis({ error: refused, socketFile: { kind: 'not-a-socket' } })).toContain(
      '/run/v.sock is not a socket',
    );
  });
});

describe('when the socket is not for us', () => {
  it.each([
    [0, 'sudo /usr/bin/vigilctl', 'root'],
    [7, "sudo -u '#7' /usr/bin/vigilctl", 'uid 7'],
  ])('names owner %i, mode and our user, and what to type', (uid, command, owner) => {
    const socketFile: SocketFile = { kind: 'socket', uid, gid: 4, mode: 0o700 };
    expect(diagnosis({ error: forbidden, socketFile })).toBe(
      `Socket /run/v.sock belongs to ${owner} and gid 4, mode 0700; you are uid 1000\n` +
        `Try: ${command} -c /etc/v.conf status`,
    );
  });

  it('leads the other user to the server of the command line', () => {
    const socketFile: SocketFile = { kind: 'socket', uid: 0, gid: 0, mode: 0o700 };
    expect(
      diagnosis({ error: forbidden, socketFile, settings: { serverUrlFrom: 'command line' } }),
    ).toContain('Try: sudo /usr/bin/vigilctl -s unix:///run/v.sock status');
  });

  it('names the directory that is closed', () => {
    const socketFile: SocketFile = { kind: 'hidden', directory: '/run', uid: 0, mode: 0o1700 };
    expect(diagnosis({ error: forbidden, socketFile })).toContain(
      'Directory /run belongs to root, mode 1700; you are uid 1000',
    );
  });
});

describe('when the server answers with an HTTP error', () => {
  it.each<[number, Credentials, string]>([
    [
      401,
      ANONYMOUS,
      'Set username and password in [supervisorctl] of /etc/v.conf, or give them with -u and -p',
    ],
    [
      401,
      { username: 'me', password: 'secret' },
      'The daemon does not accept user name "me" with the password',
    ],
    [404, ANONYMOUS, 'Something listens on unix:///run/v.sock, but it is no supervisord'],
    [405, ANONYMOUS, 'Something listens on unix:///run/v.sock, but it is no supervisord'],
  ])('%i with %j', (status, credentials, text) => {
    const shown = diagnosis({ error: new HttpStatusError(status, 'reason'), credentials });
    expect(shown).toContain(text);
    expect(shown).not.toContain('secret');
  });

  it('has nothing to add to an internal error', () => {
    expect(diagnosis({ error: new HttpStatusError(500, 'Internal Server Error') })).toBe('');
  });
});

it.each([
  ['command line', 'is the one on the command line'],
  ['configuration', 'is the one that [supervisorctl] of /etc/v.conf leads to'],
  ['default', 'is the default, since no configuration file was found'],
] as const)('an unknown host is traced to the %s', (serverUrlFrom, text) => {
  const error = new ConnectError('ENOTFOUND', 'not found');
  const shown = diagnosis({ error, serverUrl: 'http://nosuch:1', settings: { serverUrlFrom } });
  expect(shown).toBe(
    `The name of the host in http://nosuch:1 is not known\nThe server http://nosuch:1 ${text}`,
  );
});

it('tells a server of another protocol, and who named it', () => {
  expect(diagnosis({ error: new HttpSyntaxError('the reply is not HTTP') })).toBe(
    'Something listens on unix:///run/v.sock, but it is no supervisord\n' +
      'The server unix:///run/v.sock is the one that [supervisorctl] of /etc/v.conf leads to',
  );
});

it('has nothing to add to other errors', () => {
  expect(diagnosis({ error: new DisconnectedError('gone') })).toBe('');
});

it("says that a server is that of the user's own daemon", () => {
  const error = new ConnectError('ETIMEDOUT', 'timed out');
  expect(diagnosis({ error, settings: { serverUrlFrom: 'user' } })).toBe(
    `The server ${SOCKET} is that of your own vigild, which "vigilctl run" starts`,
  );
});
