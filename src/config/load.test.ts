import { describe, expect, test } from 'vitest';
import { load, loaded, MAIN_FILE, messages } from '../../test/support/load-text.ts';
import type { GroupConfig, ProcessConfig } from './model.ts';

function group(text: string): GroupConfig {
  const [first] = loaded(`[supervisord]\n${text}`).config.groups;
  if (first === undefined) throw new Error('no group');
  return first;
}

function aProcess(text: string): ProcessConfig {
  const [first] = group(`[program:web]\ncommand=x\n${text}`).processes;
  if (first === undefined) throw new Error('no process');
  return first;
}

/** The suffix of messages about a section of the main file. */
const IN_WEB = ` in section 'program:web' (file: '${MAIN_FILE}')`;

const INCOMPLETE_READER =
  'Section [inet_http_server] has an incomplete read-only user: it takes read_only_username and ' +
  'read_only_password, and beside them username and password';

describe('[supervisord]', () => {
  test('an empty section means the defaults', () => {
    expect(loaded('[supervisord]').config.daemon).toEqual({
      logfile: { kind: 'file', path: '/srv/supervisord.log' },
      logfileMaxBytes: 50 * 1024 * 1024,
      logfileBackups: 10,
      loglevel: 'info',
      pidfile: '/srv/supervisord.pid',
      umask: 0o022,
      nodaemon: false,
      silent: false,
      minfds: 1024,
      minprocs: 200,
      nocleanup: false,
      childlogdir: '/tmp',
      user: null,
      directory: null,
      stripAnsi: false,
      environment: new Map(),
      identifier: 'supervisor',
      historyfile: { kind: 'auto' },
      container: false,
      writesPidfile: true,
      exitWith: null,
      shutdownTimeout: null,
      daemonize: 'auto',
      cgroup: 'auto',
    });
  });

  test('the command line goes before the file', () => {
    const { daemon } = loaded('[supervisord]\nloglevel=debug\nlogfile=/a/l\nuser=nosuch\nnodaemon=false', {
      overrides: { loglevel: 'warn', logfile: 'b', user: 'www', nodaemon: 'true' },
    }).config;
    expect(daemon).toMatchObject({
      loglevel: 'warn',
      logfile: { kind: 'file', path: '/srv/b' },
      user: { uid: 33 },
      nodaemon: true,
    });
  });

  test('a file that is overridden is checked all the same', () => {
    expect(messages('[supervisord]\nloglevel=loud', { overrides: { loglevel: 'warn' } })).toEqual([
      "bad logging level name 'loud'",
    ]);
  });

  test('syslog is no file name', () => {
    expect(loaded('[supervisord]\nlogfile=syslog').config.daemon.logfile).toEqual({ kind: 'syslog' });
  });

  test('its environment is expanded once and known to programs, below their own', () => {
    const { config } = loaded(
      '[supervisord]\nenvironment=A="50%%",B="%(host_node_name)s",C=1\n' +
        '[program:web]\ncommand=x %(ENV_A)s %(ENV_C)s\nenvironment=C="%(ENV_B)s!"',
    );
    const [program] = config.groups[0]?.processes ?? [];
    expect(program?.command).toBe('x 50% node1!');
    expect(Object.fromEntries(program?.environment ?? [])).toEqual({ A: '50%', B: 'node1', C: 'node1!' });
  });
});

describe('timestamps in logs', () => {
  test.each([
    ['', '', undefined, undefined],
    ['', 'stdout_logfile_timestamp=true', 'local', undefined],
    ['', 'stderr_logfile_timestamp=UTC', undefined, 'utc'],
    ['childlog_timestamp=utc', '', 'utc', 'utc'],
    ['childlog_timestamp=on', 'stdout_logfile_timestamp=no', undefined, 'local'],
  ])('daemon: %j, program: %j', (daemon, program, stdout, stderr) => {
    const { config } = loaded(`[supervisord]\n${daemon}\n[program:web]\ncommand=/bin/cat\n${program}`);
    const web = config.groups[0]?.processes[0];
    expect([web?.stdout.timestamp, web?.stderr.timestamp]).toEqual([stdout, stderr]);
  });
});

describe('[program:x]', () => {
  test('a command is enough', () => {
    const stream = {
      logfile: { kind: 'auto' },
      maxBytes: 50 * 1024 * 1024,
      backups: 10,
      captureMaxBytes: 0,
      eventsEnabled: false,
      syslog: false,
    };
    expect(aProcess('')).toEqual({
      name: 'web',
      group: 'web',
      section: 'program:web',
      position: { file: MAIN_FILE, line: 2 },
      origins: new Map([['command', { file: MAIN_FILE, line: 3 }]]),
      command: 'x',
      directory: null,
      umask: null,
      priority: 999,
      autostart: true,
      autorestart: 'unexpected',
      startsecs: 1,
      startretries: 3,
      stopsignal: 15,
      stopwaitsecs: 10,
      stopasgroup: false,
      killasgroup: false,
      exitcodes: [0],
      user: null,
      redirectStderr: false,
      environment: new Map(),
      serverurl: null,
      critical: false,
      sockets: [],
      stdout: stream,
      stderr: stream,
      family: { daemonize: null, stopScope: null, leftovers: 'clear', pidfile: null },
    });
  });

  test.each<[string, Partial<ProcessConfig>]>([
    ['stopasgroup=true', { stopasgroup: true, killasgroup: true }],
    ['serverurl= auto ', { serverurl: null }],
    ['serverurl=http://x', { serverurl: 'http://x' }],
    ['user=www', { user: { written: 'www', uid: 33, gid: 33 } }],
    ['directory=%(here)s/%(ENV_COLOUR)s', { directory: '/etc/app/red %s' }],
    ['directory=~/x', { directory: '~/x' }],
  ])('%j', (text, expected) => {
    expect(aProcess(text)).toMatchObject(expected);
  });

  test('log file names are expanded twice', () => {
    expect(aProcess('stdout_logfile=/l/%(program_name)s-%%%%-%%(process_num)d').stdout.logfile).toEqual({
      kind: 'file',
      path: '/l/web-%-0',
    });
  });

  test('copies differ by their number and share what is the same', () => {
    const { processes } = group(
      '[program:web]\ncommand=x %(process_num)d/%(numprocs)d\nprocess_name=%(program_name)s_%(process_num)02d\n' +
        'numprocs=11\nnumprocs_start=5\nenvironment=A=b\nstdout_logfile=/l/x',
    );
    expect(processes.map(({ name }) => name).slice(4, 7)).toEqual(['web_09', 'web_10', 'web_11']);
    expect(processes[0]?.command).toBe('x 5/11');
    expect(new Set(processes.map(({ environment }) => environment)).size).toBe(1);
    expect(new Set(processes.map(({ stdout }) => stdout)).size).toBe(1);
  });

  test('an environment that differs by number is seen by the keys of its own copy', () => {
    const { processes } = group(
      '[program:web]\ncommand=x %(ENV_PORT)s %(ENV_COLOUR)s\nprocess_name=%(process_num)d\nnumprocs=2\n' +
        'environment=PORT="80%(process_num)d",COLOUR="%(ENV_COLOUR)s%(process_num)d"',
    );
    expect(processes.map(({ command }) => command)).toEqual(['x 800 red %s0', 'x 801 red %s1']);
  });

  test.each(['0', '-3'])('numprocs=%s makes an empty group', (numprocs) => {
    expect(group(`[program:web]\nnumprocs=${numprocs}`).processes).toEqual([]);
  });

  test.each([
    ['', 'program section program:web does not specify a command'],
    ['command=x\nautorestart=Always', "invalid 'autorestart' value 'always'"],
    ['command=x\nnumprocs=2', '%(process_num) must be present within process_name when numprocs > 1'],
    ['command=x\nstopasgroup=1\nkillasgroup=0', 'Cannot set stopasgroup=true and killasgroup=false'],
    ['command=x\nprocess_name=a b', "Invalid name: 'a b' because of character: ' '"],
    ['command=x\nuser=nosuch', 'Invalid user name nosuch'],
    ['command=x\nstopsignal=SIGTREM', "value 'SIGTREM' is not a valid signal name"],
    ['command=x\nstdout_logfile=/no/x', 'The directory named as part of the path /no/x does not exist'],
    ['command=x\nenvironment=A', "Unexpected end of key/value pairs in value 'A'"],
    [
      'command=x\nnumprocs=999999\nprocess_name=%(process_num)d',
      'Cannot make 999999 processes of one section: the limit is 100000',
    ],
  ])('%j is refused', (text, message) => {
    expect(messages(`[supervisord]\n[program:web]\n${text}`)).toEqual([message + IN_WEB]);
  });

  test('a mistake in priority is said once, without a suffix', () => {
    expect(messages('[supervisord]\n[program:web]\ncommand=x\npriority=abc')).toEqual([
      "invalid literal for int() with base 10: 'abc'",
    ]);
  });

  test('an expansion that fails names the place by its section or by its bare key', () => {
    const known =
      'ENV_COLOUR, ENV_HOME, group_name, here, host_node_name, numprocs, process_num, program_name';
    expect(messages('[supervisord]\n[program:web]\nenvironment=A=%(b)s\ncommand=%(a)s')).toEqual([
      `Format string 'A=%(b)s' for 'environment' contains names ('b') which cannot be expanded. Available names: ${known}${IN_WEB}`,
      `Format string '%(a)s' for 'program:web.command' contains names ('a') which cannot be expanded. Available names: ${known}${IN_WEB}`,
    ]);
  });
});

describe('notices', () => {
  test.each([
    [
      'stdout_logfile=syslog',
      'For [program:web], stdout_logfile=syslog but this is deprecated and will be removed.  Use stdout_syslog=true to enable syslog instead.',
    ],
    [
      'stderr_logfile_maxbytes=0',
      'For [program:web], AUTO logging used for stderr_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally',
    ],
    [
      'redirect_stderr=true\nstderr_logfile=/l/x',
      'For [program:web], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored',
    ],
  ])('%j', (text, message) => {
    const { config } = loaded(`[supervisord]\n[program:web]\ncommand=x\n${text}`);
    expect(config.notices).toEqual([{ level: 'warn', message }]);
  });

  test('syslog as a file name means the system log and no file', () => {
    expect(aProcess('stdout_logfile=syslog').stdout).toMatchObject({
      logfile: { kind: 'none' },
      syslog: true,
    });
  });

  test('a redirected standard error has no log file', () => {
    expect(aProcess('redirect_stderr=true').stderr.logfile).toEqual({ kind: 'none' });
  });
});

describe('groups', () => {
  test('members leave their own groups and keep their own priorities', () => {
    const { config } = loaded(
      '[supervisord]\n[program:b]\ncommand=%(group_name)s\npriority=2\n[program:a]\ncommand=x\n[program:c]\ncommand=x\n' +
        '[group:g]\nprograms=a, b\npriority=1000',
    );
    expect(
      config.groups.map(({ name, priority, processes }) => [name, priority, processes.map((p) => p.name)]),
    ).toEqual([
      ['c', 999, ['c']],
      ['g', 1000, ['a', 'b']],
    ]);
    expect(config.groups[1]?.processes[1]).toMatchObject({ command: 'g', group: 'g', section: 'program:b' });
  });

  test.each([
    ['[group:g]\nprograms=wbe', '[group:g] names unknown program or fcgi-program wbe'],
    ['[group:g]\nprograms=web,x', '[program:web] names unknown program or fcgi-program x'],
    [
      '[fcgi-program:web]\ncommand=x\nsocket=tcp://h:1\n[group:g]\nprograms=web',
      '[group:g] name web is ambiguous (exists as program and fcgi-program)',
    ],
    ['[group:a b]', "Invalid name: 'a b' because of character: ' '"],
  ])('%j is refused', (text, message) => {
    expect(messages(`[supervisord]\n[program:web]\ncommand=x\n${text}`)).toContain(message);
  });

  test('groups of all kinds are sorted by priority, then by name', () => {
    const { config } = loaded(
      '[supervisord]\n[program:z]\ncommand=x\npriority=1\n[fcgi-program:f]\ncommand=x\nsocket=tcp://h:1\n' +
        '[eventlistener:e]\ncommand=x\nevents=TICK\n[program:a]\ncommand=x',
    );
    expect(config.groups.map(({ name }) => name)).toEqual(['e', 'z', 'a', 'f']);
  });
});

describe('[eventlistener:x]', () => {
  test('events are collected in upper case', () => {
    expect(group('[eventlistener:e]\ncommand=x\nevents=tick_60, PROCESS_STATE,TICK_60')).toMatchObject({
      kind: 'eventlistener',
      priority: -1,
      bufferSize: 10,
      events: ['PROCESS_STATE', 'TICK_60'],
      resultHandler: 'supervisor.dispatchers:default_handler',
      processes: [{ priority: 999 }],
    });
  });

  test.each([
    ['', '[eventlistener:e] section requires an "events" line'],
    ['events=TICK_6', 'Unknown event type TICK_6 in [eventlistener:e] events'],
    ['events=TICK\nbuffer_size=0', '[eventlistener:e] section sets invalid buffer_size (0)'],
    [
      'events=TICK\nredirect_stderr=on',
      '[eventlistener:e] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol',
    ],
  ])('%j is refused', (text, message) => {
    expect(messages(`[supervisord]\n[eventlistener:e]\ncommand=x\n${text}`)).toEqual([message]);
  });
});

describe('[fcgi-program:x]', () => {
  test.each([
    [
      'unix:///run/../tmp/%(program_name)s',
      { url: 'unix:///tmp/f', mode: 0o700, address: { kind: 'unix', path: '/tmp/f' } },
    ],
    [
      'tcp://Host:9000',
      { url: 'tcp://host:9000', mode: null, address: { kind: 'tcp', host: 'host', port: 9000 } },
    ],
  ])('socket=%s', (socket, expected) => {
    expect(group(`[fcgi-program:f]\ncommand=x\nsocket=${socket}`)).toMatchObject({ socket: expected });
  });

  test.each([
    ['', '[fcgi-program:f] section requires a "socket" line'],
    ['socket=foo', "('Bad socket format %s', 'foo') in [fcgi-program:f] socket"],
    [
      'socket=unix://rel',
      "('Unix socket path %s is not an absolute path', 'rel') in [fcgi-program:f] socket",
    ],
    ['socket=tcp://h:0', '0 is below lower bound (1) in [fcgi-program:f] socket'],
    [
      'socket=tcp://h:1\nsocket_mode=0700',
      'socket_owner and socket_mode params should only be used with a Unix domain socket in [fcgi-program:f] socket',
    ],
    ['socket=tcp://h:1\nsocket_backlog=0', 'Invalid socket_backlog value 0'],
    ['socket=unix:///x\nsocket_mode=9', 'Invalid socket_mode value 9'],
    ['socket=unix:///x\nsocket_owner=nosuch', 'Invalid socket_owner value nosuch'],
    ['socket=tcp://h:1\nuser=nosuch', 'Invalid user name nosuch'],
  ])('%j is refused', (text, message) => {
    expect(messages(`[supervisord]\n[fcgi-program:f]\ncommand=x\n${text}`)).toEqual([message]);
  });
});

describe('[fcgi-program:x] in a [group:x]', () => {
  const inGroup = (keys: string) =>
    loaded(`[supervisord]\n[fcgi-program:f]\ncommand=x\n${keys}\n[group:g]\nprograms=f\n`).config;

  test('its processes have its socket', () => {
    const { groups, notices } = inGroup('socket=unix:///tmp/%(program_name)s\nsocket_mode=0660');
    const address = { kind: 'unix', path: '/tmp/f' };
    expect(groups[0]?.processes[0]).toMatchObject({
      group: 'g',
      memberSocket: { url: 'unix:///tmp/f', address, mode: 0o660 },
    });
    expect(notices).toEqual([]);
  });

  test.each([
    ['', '[fcgi-program:f] section requires a "socket" line'],
    ['socket=foo', "('Bad socket format %s', 'foo') in [fcgi-program:f] socket"],
  ])('a mistake is a warning, since Supervisor does not look: %j', (keys, message) => {
    const { groups, notices } = inGroup(keys);
    expect(groups[0]?.processes[0]?.memberSocket).toBeUndefined();
    expect(notices.map((notice) => notice.message)).toEqual([
      `For [fcgi-program:f], which gets no socket in its group: ${message}`,
    ]);
  });
});

describe('sockets', () => {
  const unix = (path: string, mode: number) => {
    const address = { kind: 'unix', path } as const;
    return { url: `unix://${path}`, address, owner: null, mode, backlog: null };
  };
  const tcp = (host: string, url: string) => {
    const address = { kind: 'tcp', host, port: 80 } as const;
    return { url, address, owner: null, mode: null, backlog: null };
  };

  test.each([
    ['sockets=', []],
    ['sockets=tcp://Host:80', [tcp('host', 'tcp://host:80')]],
    ['sockets=tcp://[::1]:80,', [tcp('::1', 'tcp://[::1]:80')]],
    [
      'sockets_mode=0666\nsockets= unix:///run//x/../%(program_name)s_%(process_num)d , tcp://0.0.0.0:80',
      [unix('/run/web_0', 0o666), tcp('0.0.0.0', 'tcp://0.0.0.0:80')],
    ],
    ['sockets=unix:///a', [unix('/a', 0o700)]],
  ])('%s', (lines, expected) => {
    expect(aProcess(lines).sockets).toEqual(expected);
  });

  test.each([
    ['sockets=8080', "not a socket address: '8080'"],
    ['sockets=tcp://:80', "not a socket address: 'tcp://:80'"],
    ['sockets=unix://run/x', "not a socket address: 'unix://run/x'"],
    ['sockets=tcp://h:65536', '65536 is above upper bound (65535)'],
    ['sockets=unix:///a,unix:///b/../a', 'socket unix:///a is named twice'],
    [
      `sockets=${Array.from({ length: 101 }, (_, port) => `tcp://h:${port + 1}`).join()}`,
      'more than 100 sockets',
    ],
  ])('%s is refused', (line, message) => {
    expect(messages(`[supervisord]\n[program:web]\ncommand=x\n${line}`)).toEqual([
      `${message} in section 'program:web' (file: '${MAIN_FILE}')`,
    ]);
  });
});

describe('servers and name spaces', () => {
  test('inet servers come first, each kind in the order of the file', () => {
    const { servers } = loaded(
      '[supervisord]\n[unix_http_server]\nfile=%(here)s/s\nchmod=0770\nchown=www:root\n[inet_http_server:b]\nport=*:2\n' +
        '[inet_http_server:a]\nport=1\nusername=u\npassword=p',
    ).config;
    expect(servers).toMatchObject([
      { section: 'inet_http_server:b', host: '', port: 2, credentials: null },
      { section: 'inet_http_server:a', port: 1, credentials: { username: 'u', password: 'p' } },
      { kind: 'unix', file: '/etc/app/s', chmod: 0o770, chown: { uid: 33, gid: 0 } },
    ]);
  });

  test('who may look, which names lead here, and who is told about health', () => {
    const { servers } = loaded(
      '[supervisord]\n[inet_http_server]\nport=1\nusername=u\npassword=p\nread_only_username=g\n' +
        'read_only_password=q\nallowed_hosts=A.example, b.example\npublic_health=yes',
    ).config;
    expect(servers[0]).toMatchObject({
      readOnlyCredentials: { username: 'g', password: 'q' },
      allowedHosts: ['A.example', 'b.example'],
      publicHealth: true,
    });
  });

  test.each([
    ['[inet_http_server]', 'section [inet_http_server] has no port value'],
    ['[unix_http_server]', 'section [unix_http_server] has no file value'],
    ['[unix_http_server]\nfile=x\nchmod=9', 'Invalid chmod value 9'],
    ['[unix_http_server]\nfile=x\nchown=nosuch', 'Invalid sockchown value nosuch'],
    [
      '[inet_http_server]\nport=1\nusername=u',
      'Section [inet_http_server] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified',
    ],
    ['[inet_http_server]\nport=1\nread_only_username=g\nread_only_password=p', INCOMPLETE_READER],
    [
      '[inet_http_server]\nport=1\nusername=\npassword=\nread_only_username=g\nread_only_password=p',
      INCOMPLETE_READER,
    ],
    ['[inet_http_server]\nport=1\nusername=u\npassword=p\nread_only_username=g', INCOMPLETE_READER],
    ['[rpcinterface:x]', 'section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory'],
  ])('%j is refused', (text, message) => {
    expect(messages(`[supervisord]\n${text}`)).toEqual([message]);
  });

  test('a name space keeps its other keys, those of [DEFAULT] included', () => {
    const { rpcInterfaces } = loaded(
      '[DEFAULT]\nd=1\n[supervisord]\n[rpcinterface:x]\nsupervisor.rpcinterface_factory=m:f\nk=%(ENV_HOME)s',
    ).config;
    expect(rpcInterfaces).toEqual([
      {
        name: 'x',
        factory: 'm:f',
        options: new Map([
          ['k', '/home/me'],
          ['d', '1'],
        ]),
      },
    ]);
  });

  test('a password does not appear among the facts of an error', () => {
    const result = load('[supervisord]\n[inet_http_server]\nport=1\nusername=u\npassword=%(hush)s');
    expect(result).toMatchObject({ kind: 'refused', errors: [{ key: 'password', value: null }] });
  });
});
