import { describe, expect, test } from 'vitest';
import { type FakeMachine, fakeSurroundings } from '../../test/support/fake-surroundings.ts';
import { checkConfig, type Finding } from './check.ts';
import type { CheckMachine } from './check-rules/rule.ts';
import { loadConfig } from './load.ts';

const DIRECTORIES = ['/srv/app', '/usr/bin', '/dev', '/proc/self/fd'];
const EXECUTABLES = new Set(['/bin/cat', '/bin/sh', '/usr/bin/nginx', '/srv/app/run.sh']);

function check(text: string, machine: FakeMachine = {}): readonly Finding[] {
  const files = { '/srv/vigil.conf': text, ...machine.files };
  const surroundings = fakeSurroundings({ ...machine, files, directories: DIRECTORIES });
  const request = {
    ...surroundings,
    file: '/srv/vigil.conf',
    overrides: {},
    hostName: 'host',
    tempDir: '/tmp',
  };
  return checkConfig(request.file, loadConfig(request), {
    executability: (path) => {
      if (EXECUTABLES.has(path)) return 'executable';
      if (path === '/etc/passwd') return 'not-executable';
      return surroundings.files.isDirectory(path) ? 'directory' : 'missing';
    },
    isDirectory: (path) => surroundings.files.isDirectory(path),
    sourceLine: (file, line) => (files as Record<string, string | null>)[file]?.split('\n')[line - 1] ?? null,
    environment: surroundings.environment,
    cwd: surroundings.cwd,
  });
}

const CLEAN = `[supervisord]
[unix_http_server]
file=/tmp/vigil.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

/** Findings of a good configuration with something added, in short: `code key`. */
function codes(addition: string, machine?: FakeMachine): string[] {
  return check(CLEAN + addition, machine).map(({ code, key }) => (key === null ? code : `${code} ${key}`));
}

const program = (keys: string) => `[program:web]\n${keys}\n`;

describe('a configuration without faults', () => {
  test.each([
    [''],
    [program('command=/bin/cat')],
    [program('command=cat\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0')],
    [program('command=cat\nstdout_logfile=/dev/null')],
    [program('command=cat\nenvironment=PATH="/nowhere:/bin"')],
    [program(`command=sh -c 'exec cat'`)],
    [program(`command=sh -c 'cd /srv && exec cat 2>&1'`)],
    [program(`command=sh -c 'cat | cat'\nstopasgroup=true`)],
    [program(`command=/usr/bin/nginx -g 'daemon off;'`)],
    [program('command=/bin/cat %%s\ndirectory=/srv/app')],
    [program('command=/bin/cat\nstartsecs=0\nautorestart=false')],
    [
      program(
        'command=/bin/cat\nnumprocs=2\nprocess_name=%(process_num)d\nstdout_logfile=/tmp/%(process_num)d.log',
      ),
    ],
    ['[inet_http_server]\nport=127.0.0.1:9001\n'],
    ['[inet_http_server]\nport=*:9001\nusername=u\npassword={SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d\n'],
    ['[supervisorctl]\nserverurl=unix:///tmp/vigil.sock\n'],
    ['[supervisorctl]\nserverurl=http://localhost:9001\n'],
    [
      `${program('command=/bin/cat\nstdout_events_enabled=true\nstderr_capture_maxbytes=1MB')}
[eventlistener:l]
command=/bin/cat
events=PROCESS_LOG_STDOUT,PROCESS_COMMUNICATION
`,
    ],
    [
      `${program('command=/bin/cat\nstart_order=first\nstart_order_after=db')}
[eventlistener:start-order]
command=/bin/cat
events=PROCESS_STATE
`,
    ],
  ])('%j has no findings', (addition) => {
    expect(codes(addition)).toEqual([]);
  });
});

describe('traps', () => {
  test.each([
    ['[progam:x]\ncommand=cat\n', ['unknown-section']],
    [program('comand=x\ncommand=/bin/cat'), ['unknown-key comand']],
    [
      `${program('command=/bin/cat\nstartsec=1')}[eventlistener:start]\ncommand=/bin/cat\nevents=TICK_5\n`,
      ['unknown-key startsec'],
    ],
    [program('command=/bin/cat\n\tautostart=false'), ['swallowed-setting command']],
    [program('command=/bin/cat\n  -x\n startsecs = 3'), ['swallowed-setting command']],
    [program('command=/bin/cat\nenvironment=A="b",\n directory="c"'), []],
    [program(`command=/bin/cat '\n  user=x\n  '`), []],
    [program('command=/bin/true\ncommand=/bin/cat'), ['repeated-key command']],
    [program('command=/bin/cat\ncommand=/bin/cat'), []],
    ['[program:web\ncommand=/bin/cat\n', ['unclosed-section [program']],
    [
      `${program('command=/bin/cat')}[group:x\nprograms=web\n`,
      ['unclosed-section [group', 'unknown-key programs'],
    ],
    [program('command=/bin/cat +%s'), ['unnamed-percent command']],
    [program(`command=sh -c 'cat ; cat'`), ['cut-by-comment command', 'malformed-command command']],
    [program('command='), ['malformed-command command']],
    [program('command=/bin/cat a && /bin/cat b'), ['shell-syntax command']],
    [program('command=/bin/cat $HOME/x'), ['shell-syntax command']],
    [program('command=/bin/cat ~/x'), ['shell-syntax command']],
    [program('command=/bin/cat &'), ['shell-syntax command']],
    [program(`command=sh -c cat`), ['shell-wrapper command']],
    [program(`command=sh -c 'cat; cat'`), ['shell-wrapper command']],
    [program(`command=sh -c 'cat | cat'`), ['shell-wrapper command']],
    [program(`command=sh -c 'cat &'\nstopasgroup=true`), ['leaves-foreground command']],
    [program('command=/usr/bin/nginx'), ['leaves-foreground command']],
    [program(`command=sh -c 'exec /usr/bin/nginx'`), ['leaves-foreground command']],
    [program('command=/nowhere/app'), ['command-not-found command']],
    [program('command=app'), ['command-not-found command']],
    [program('command=cat\nenvironment=PATH="/nowhere"'), ['command-not-found command']],
    [program('command=/etc/passwd'), ['command-not-executable command']],
    [program('command=/usr/bin'), ['command-not-executable command']],
    [program('command=./run.sh\ndirectory=/srv/app'), ['command-not-found command']],
    [program('command=/bin/cat\ndirectory=/nowhere'), ['missing-directory directory']],
    [program('command=/bin/cat\ndirectory=~'), ['missing-directory directory']],
    [program('command=/bin/cat\nstartsecs=0\nautorestart=true'), ['restart-without-limit startsecs']],
    [program('command=/bin/cat\nstdout_logfile=/dev/stdout'), ['rotated-device stdout_logfile']],
    [
      program('command=/bin/cat\nstderr_logfile=/proc/self/fd/2\nstderr_logfile_maxbytes=1MB'),
      ['rotated-device stderr_logfile'],
    ],
    [
      program('command=/bin/cat\nstdout_logfile=/tmp/a\nstderr_logfile=/tmp//a'),
      ['shared-log-file stderr_logfile'],
    ],
    [program('command=/bin/cat\nnumprocs=0'), ['empty-group numprocs']],
    [program('command=/bin/cat\nstdout_capture_maxbytes=1'), ['unheard-events stdout_capture_maxbytes']],
    [program('command=/bin/cat\nstderr_events_enabled=1'), ['unheard-events stderr_events_enabled']],
    [program('command=/bin/cat\nstdout_logfile=syslog'), ['loader-warning stdout_logfile']],
    [`[group:web]\n${program('command=/bin/cat')}`, ['empty-group programs', 'doubled-group']],
    ['[include]\nfiles=nothing/*.conf\n', ['empty-include files']],
    ['[inet_http_server]\nport=9001\n', ['open-inet-server port']],
    ['[inet_http_server]\nport=9001\nusername=\npassword=p\n', ['open-inet-server port']],
    ['[inet_http_server]\nport=10.0.0.1:9001\nusername=u\npassword=p\n', ['clear-password password']],
    ['[supervisorctl]\nserverurl=unix:///tmp/other.sock\n', ['client-misses-server serverurl']],
    ['[unix_http_server]\nchmod=0777\n', ['world-writable-socket chmod']],
    [
      '[fcgi-program:php]\ncommand=/bin/cat\nsocket=unix:///tmp/p.sock\nsocket_mode=0777\n',
      ['world-writable-socket socket_mode'],
    ],
    ['[fcgi-program:php]\ncommand=/bin/cat\nsocket=unix:///tmp/p.sock\n[group:g]\nprograms=php\n', []],
    ['[fcgi-program:php]\ncommand=/bin/cat\n[group:g]\nprograms=php\n', ['loader-warning socket']],
  ])('%j: %j', (addition, expected) => {
    expect(codes(addition)).toEqual(expected);
  });

  test('a program whose own configuration may keep it in the foreground', () => {
    const [finding] = check(CLEAN + program('command=/usr/bin/nginx'));
    expect(finding?.message).toBe(
      '/usr/bin/nginx goes into the background: its first process exits while the program runs on, unless its configuration says daemon off;',
    );
  });

  test.each([
    ['"conf.d/*.ini"', 'Leave out the quotes'],
    ['a/*.ini,b/*.ini', 'Separate patterns by blanks'],
    ['~/*.ini', 'Write the whole path'],
    ['%(ENV_HOME)s/*.ini', null],
  ])('a pattern of [include] that cannot match: %s', (pattern, cure) => {
    const [finding] = check(`${CLEAN}[include]\nfiles=${pattern}\n`);
    if (cure === null) expect(finding?.cure).toBeNull();
    else expect(finding?.cure).toContain(cure);
  });

  test.each([
    ['{% if queue %}\n[supervisord]\n{% endif %}\n'],
    ['[supervisord]\n<% programs.each do |name| %>\n<% end %>\n'],
    ['[supervisord]\n{{- range .programs }}\n'],
  ])('a template that was not rendered: %j', (text) => {
    const [finding] = check(text);
    expect(finding).toMatchObject({
      code: 'syntax',
      cure: expect.stringContaining('Render the template first'),
    });
  });

  test('a directory that is missing is to be created, or another one to be named', () => {
    const [finding] = check(CLEAN + program('command=/bin/cat\nstdout_logfile=/nowhere/out.log'));
    expect(finding?.cure).toMatch(/^Create \/nowhere, or write a file path whose directory exists, /);
  });

  test('a daemon that nobody can reach or control', () => {
    const found = (text: string) => check(text).map(({ code }) => code);
    expect(found('[supervisord]\n')).toEqual(['no-server']);
    expect(found('[supervisord]\n[unix_http_server]\nfile=/tmp/s\n')).toEqual(['no-rpcinterface']);
  });

  test('an interface that is not the one of Supervisor', () => {
    const found = check(
      '[supervisord]\n[unix_http_server]\nfile=/tmp/s\n' +
        '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make\n',
    );
    expect(found).toMatchObject([
      { code: 'no-rpcinterface' },
      {
        code: 'left-out-plugin',
        line: 5,
        message: expect.stringContaining('Supervisor has nothing of the name'),
      },
    ]);
  });

  test('a result handler in Python', () => {
    const [finding] = check(
      `${CLEAN}[eventlistener:a]\ncommand=/bin/cat\nevents=TICK_5\nresult_handler=my.handlers:strict`,
    );
    expect(finding).toMatchObject({
      code: 'left-out-plugin',
      section: 'eventlistener:a',
      key: 'result_handler',
      message: 'every result is accepted: my.handlers:strict is a Python plug-in',
    });
  });

  test('two programs on one log file', () => {
    const keys = 'command=/bin/cat\nstdout_logfile=/tmp/x.log\n';
    const [finding] = check(`${CLEAN}[program:a]\n${keys}[program:b]\n${keys}`);
    expect(finding).toMatchObject({ code: 'shared-log-file', section: 'program:b', line: 11 });
    expect(finding?.message).toContain('stdout of a and stdout of b write to one file');
  });

  test('copies on one log file are named once for each stream', () => {
    const keys = 'numprocs=4\nprocess_name=%(process_num)d\ncommand=/bin/cat\n';
    expect(codes(program(`${keys}stdout_logfile=/tmp/x.log\nstderr_logfile=/tmp/x.log`))).toEqual([
      'shared-log-file stdout_logfile',
      'shared-log-file stderr_logfile',
    ]);
  });

  test('what holds for every copy of a program is said once', () => {
    const keys = 'numprocs=3\nprocess_name=%(process_num)d\ncommand=/nowhere/app';
    expect(codes(program(keys))).toEqual(['command-not-found command']);
  });

  test('a relative command that its directory has: the cure is the whole path', () => {
    const [finding] = check(CLEAN + program('command=./run.sh\ndirectory=/srv/app'));
    expect(finding?.cure).toContain('/srv/app/run.sh');
  });
});

test('an included file that cannot be read', () => {
  const files = { '/srv/conf.d/closed.conf': null };
  expect(codes('[include]\nfiles=conf.d/*.conf\n', { files })).toEqual(['skipped-file files']);
});

describe('places', () => {
  test('a finding points at the key, or at the section where the key is not written', () => {
    const findings = check(`${CLEAN}${program('command=/bin/cat\n\nusre=x')}[group:empty]\n`);
    expect(findings.map(({ code, file, line }) => [code, file, line])).toEqual([
      ['unknown-key', '/srv/vigil.conf', 9],
      ['empty-group', '/srv/vigil.conf', 10],
    ]);
    expect(findings[0]?.cure).toBe('Did you mean "user"?');
  });

  test('a finding in an included file names that file', () => {
    const files = { '/srv/conf.d/web.conf': `\n${program('command=/nowhere/app')}` };
    const [finding] = check(`${CLEAN}[include]\nfiles=conf.d/*.conf\n`, { files });
    expect(finding).toMatchObject({ code: 'command-not-found', file: '/srv/conf.d/web.conf', line: 3 });
  });
});

describe('a refused configuration', () => {
  test('every mistake is an error, with its place', () => {
    const findings = check(
      '[supervisord]\nloglevel=loud\n[program:a]\ncommand=cat\nuser=nobody\nautostart=maybe\n',
    );
    expect(findings.every(({ severity }) => severity === 'error')).toBe(true);
    expect(findings.map(({ key, line }) => [key, line])).toEqual([
      ['loglevel', 2],
      ['user', 5],
      ['autostart', 6],
    ]);
  });

  test('a file that is not there', () => {
    const request = { ...fakeSurroundings(), file: 'no.conf', overrides: {}, hostName: 'h', tempDir: '/tmp' };
    const machine: CheckMachine = {
      executability: () => 'missing',
      isDirectory: () => false,
      sourceLine: () => null,
      environment: new Map(),
      cwd: '/',
    };
    const findings = checkConfig('no.conf', loadConfig(request), machine);
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        file: 'no.conf',
        message: 'could not find config file no.conf',
      }),
    ]);
  });
});

test('errors come before warnings', () => {
  const findings = check(`${CLEAN}${program('command=/nowhere/app')}[inet_http_server]\nport=9001\n`);
  expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning']);
});
