import { describe, expect, test } from 'vitest';
import { aRequest, filesInMemory, load, loaded, MAIN_FILE, messages } from '../../test/support/load-text.ts';
import { loadConfig } from './load.ts';
import { loadControlConfig } from './load-control.ts';

describe('[include]', () => {
  const INCLUDE = '[supervisord]\n[include]\nfiles=c/*.conf\n';

  test('files are read in the order of their names and merged', () => {
    const { config } = loaded(`${INCLUDE}[program:web]\ncommand=x\n`, {
      included: {
        '/etc/app/c/b.conf': '[program:web]\ndirectory=/b',
        '/etc/app/c/a.conf': '[program:web]\ndirectory=/a\nuser=www\n[include]\nfiles=/etc/*',
      },
    });
    expect(config.groups[0]?.processes[0]).toMatchObject({ directory: '/b', user: { uid: 33 } });
    expect(config.notices).toEqual([
      { level: 'info', message: 'Included extra file "/etc/app/c/a.conf" during parsing' },
      { level: 'info', message: 'Included extra file "/etc/app/c/b.conf" during parsing' },
    ]);
  });

  test('%(here)s is the directory of the file that it stands in', () => {
    const { config } = loaded(
      '[supervisord]\n[inet_http_server]\nport=1\nusername=u\npassword=%(here)s\n[include]\nfiles=%(here)s/c/*\n',
      { included: { '/etc/app/c/a.conf': '[program:web]\ncommand=%(here)s/x' } },
    );
    expect(config.groups[0]?.processes[0]?.command).toBe('/etc/app/c/x');
    expect(config.servers[0]?.credentials?.password).toBe('/etc/app');
  });

  test('a pattern that matches nothing is a warning', () => {
    expect(loaded(INCLUDE).config.notices).toEqual([
      { level: 'warn', message: 'No file matches via include "/etc/app/c/*.conf"' },
    ]);
  });

  test('a file that cannot be opened is passed over', () => {
    const files = filesInMemory({ [MAIN_FILE]: INCLUDE });
    const result = loaded('', { files: { ...files, glob: () => ['/etc/app/c/locked.conf'] } });
    expect(result.skippedFiles).toEqual(['/etc/app/c/locked.conf']);
  });

  test('a file that matches itself is not followed', () => {
    expect(loaded(INCLUDE.replace('c/', '')).config.notices).toHaveLength(1);
  });

  test('messages name the file that a section comes from', () => {
    const included = { '/etc/app/c/a.conf': '[program:web]\ncommand=x\nstartsecs=x\n[q]\njunk\n' };
    expect(messages(INCLUDE, { included })).toEqual([
      "Source contains parsing errors: '/etc/app/c/a.conf'\n\t[line  5]: 'junk\\n'",
      "invalid literal for int() with base 10: 'x' in section 'program:web' (file: '/etc/app/c/a.conf')",
    ]);
  });

  test('without files it is refused', () => {
    expect(messages('[supervisord]\n[include]')).toEqual([
      '.ini file has [include] section, but no files setting',
    ]);
  });
});

describe('the file as a whole', () => {
  test.each([
    ['a missing section', '[program:a]\ncommand=x', '.ini file does not include supervisord section'],
    ['an empty file', '', '.ini file does not include supervisord section'],
    [
      'bad bytes',
      Uint8Array.of(91, 97, 93, 10, 255),
      "'utf-8' codec can't decode byte 0xff in position 4: invalid start byte",
    ],
    [
      'a program',
      '\x7fELF\x02\x01\0',
      `File contains no section headers.\nfile: '${MAIN_FILE}', line: 1\n'\\x7fELF\\x02\\x01\\x00'`,
    ],
    [
      'text before the first section',
      'x=1\n[a]',
      `File contains no section headers.\nfile: '${MAIN_FILE}', line: 1\n'x=1\\n'`,
    ],
  ])('%s is refused in one sentence', (_, content, message) => {
    expect(messages(content)).toEqual([message]);
  });

  test('a missing header wins over bad bytes further down', () => {
    const junk = Buffer.concat([Buffer.from(`junk\n${'#'.repeat(9000)}`), Buffer.of(0xff)]);
    expect(messages(junk)[0]).toMatch(/^File contains no section headers/);
  });

  test.each([
    ['a file that is not there', '/nowhere.conf', 'could not find config file /nowhere.conf', null],
    ['a directory', '/dir', 'could not read config file /dir', 'EISDIR'],
    ['a locked file', '/locked', 'could not read config file /locked', 'EACCES'],
  ])('%s is refused', (_, file, message, code) => {
    const files = {
      ...filesInMemory({}),
      exists: () => code !== null,
      readFile: () => {
        throw Object.assign(new Error('cannot'), { code });
      },
    };
    expect(messages('', { file, files })).toEqual([message]);
  });

  test('all mistakes are found in one run, with their places, the first being that of Supervisor', () => {
    const result = load(
      '[supervisord]\nloglevel=warning\n[inet_http_server]\nport=x\n[program:web]\nstartsecs=1.5\ncommand=x\nexitcodes=300',
    );
    expect(result).toMatchObject({
      kind: 'refused',
      errors: [
        {
          code: 'value',
          line: 2,
          section: 'supervisord',
          key: 'loglevel',
          value: 'warning',
          cure: 'Write "loglevel=warn"',
        },
        { line: 6, section: 'program:web', key: 'startsecs' },
        { line: 8, section: 'program:web', key: 'exitcodes' },
        { line: 4, section: 'inet_http_server', key: 'port', file: MAIN_FILE },
      ],
    });
  });

  test.each([
    [
      'a setting that is indented',
      '[supervisord]\n[program:web]\ncommand=x\nautostart=true\n  startsecs=5',
      { line: 4, key: 'autostart', cure: expect.stringMatching(/^Remove the blanks before "startsecs=5"/) },
    ],
    [
      'an indented setting after a path',
      '[supervisord]\ndirectory=/no/such\n\tumask: 022',
      { line: 2, key: 'directory', cure: expect.stringMatching(/^Remove the blanks before "umask: 022"/) },
    ],
    [
      'lines of an environment',
      '[supervisord]\nenvironment=\n  http_proxy="x",\n  no_proxy="y',
      { line: 2, key: 'environment', cure: expect.stringMatching(/^Write KEY="value" pairs/) },
    ],
    [
      'a misspelt section',
      '[inet_http_server]\nport=9001\n[Supervisor]\nloglevel=info',
      { line: 3, section: 'supervisord', cure: 'Write "[supervisord]" for "[Supervisor]"' },
    ],
    [
      'a comment without a blank before it',
      '[supervisord]\n[program:a]\ncommand=x\nstartsecs=1;why',
      { line: 4, cure: 'Write a blank before ";": only then it begins a comment' },
    ],
    [
      'a misspelt signal',
      '[supervisord]\n[program:a]\ncommand=x\nstopsignal=SIGTREM',
      { line: 4, cure: 'Write "stopsignal=SIGTERM"' },
    ],
    [
      'a section that is not closed',
      '[supervisord\n',
      { line: 1, cure: 'End the name of a section with "]"' },
    ],
    ['no section at all', '[supervisorctl]', { line: null, cure: 'Add a line "[supervisord]"' }],
  ])('%s is mended by the cure', (_, text, expected) => {
    expect(load(text)).toMatchObject({ kind: 'refused', errors: [expected] });
  });

  test('a line that cannot be read does not lead to complaints about what it held', () => {
    expect(messages('[supervisord]\n[program:web]\ncommand /bin/x')).toHaveLength(1);
  });

  test('without a user database nothing is checked against the machine', () => {
    const { config } = loaded(
      '[supervisord]\nuser=nosuch\nchildlogdir=/no\n[program:a]\ncommand=x\nuser=nobody9',
      {
        users: null,
      },
    );
    expect(config.daemon).toMatchObject({ user: { written: 'nosuch', uid: null }, childlogdir: '/no' });
  });

  test('the user of the daemon is checked last', () => {
    expect(messages('[supervisord]\nuser=nosuch\n[inet_http_server]\nport=x')).toEqual([
      "not a valid port number: 'x' ",
      'Invalid user name nosuch',
    ]);
  });
});

describe('[supervisorctl]', () => {
  const TEXT = '[supervisorctl]\nserverurl=unix://%(here)s/../s\nprompt=p\nhistory_file=~/h\nusername=u\n';

  test('the client reads it from the main file', () => {
    expect(loadControlConfig(aRequest(TEXT))).toEqual({
      kind: 'loaded',
      plugins: [],
      here: '/etc/app',
      config: {
        serverurl: 'unix:///etc/s',
        prompt: 'p',
        username: 'u',
        password: null,
        historyFile: '/home/me/h',
      },
    });
  });

  test('the daemon knows it too, and does not mind mistakes in it', () => {
    expect(loaded(`[supervisord]\n${TEXT}`).config.supervisorctl).toMatchObject({
      serverurl: 'unix:///etc/s',
    });
    const broken = loaded('[supervisord]\n[supervisorctl]\nprompt=%(x)s');
    expect(broken.config.supervisorctl).toBeNull();
    expect(broken.controlErrors).toHaveLength(1);
    const plugin = loaded('[supervisord]\n[supervisorctl]\n[ctlplugin:x]\noption=1');
    expect(plugin.controlErrors).toMatchObject([{ section: 'ctlplugin:x', key: 'supervisor.ctl_factory' }]);
  });

  test('included files and [supervisord] environment do not reach it', () => {
    const text = '[supervisord]\nenvironment=P=1\n[supervisorctl]\nprompt=%(ENV_P)s';
    expect(loaded(text).controlErrors).toHaveLength(1);
    const included = { '/etc/app/c/a.conf': '[supervisorctl]\nprompt=p' };
    expect(loaded('[supervisord]\n[include]\nfiles=c/*', { included }).config.supervisorctl).toBeNull();
  });

  test.each([
    ['[a]', '.ini file does not include supervisorctl section'],
    ['junk', `File contains no section headers.\nfile: '${MAIN_FILE}', line: 1\n'junk'`],
  ])('%j is refused without a traceback', (text, message) => {
    expect(loadControlConfig(aRequest(text))).toMatchObject({ kind: 'refused', errors: [{ message }] });
  });
});

test('a thousand programs load in linear time', () => {
  const section = (index: number) =>
    `[program:p${index}]\ncommand=x %(process_num)d\nuser=www\nenvironment=A="${index}"\n`;
  const text = `[supervisord]\n${Array.from({ length: 1000 }, (_, index) => section(index)).join('')}`;
  const started = performance.now();
  const result = loadConfig(aRequest(text));
  expect(result.kind).toBe('loaded');
  expect(performance.now() - started).toBeLessThan(3000);
});
