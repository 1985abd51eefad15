import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { resolveSettings } from './settings.ts';
import type { ControlSurroundings } from './surroundings.ts';

function resolve(args: readonly string[], files: Readonly<Record<string, string>>) {
  const surroundings: ControlSurroundings = {
    files: {
      readFile: (path) => {
        const text = files[path];
        if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
        return Buffer.from(text);
      },
      glob: () => [],
      isDirectory: () => false,
      exists: (path) => path in files,
    },
    environment: new Map([['HOME', '/home/me']]),
    cwd: '/srv',
    homeDirectory: () => '/home/me',
    mayConnect: (socket) => socket in files,
    isOwn: (path) => path.startsWith('/home/me/') && path in files,
  };
  const commandLine = parseCommandLine(args);
  if (commandLine.kind !== 'run') throw new Error(`the command line is ${commandLine.kind}`);
  return resolveSettings(commandLine.options, '/opt/bin/vigilctl', surroundings);
}

const FILE =
  '[supervisorctl]\nserverurl=unix:///from/file\nusername=u\npassword=p\nprompt=x\nhistory_file=~/h\n';

describe('resolveSettings', () => {
  it('takes the defaults where there is no file', () => {
    expect(resolve([], {})).toMatchObject({
      kind: 'settled',
      settings: {
        serverUrl: 'http://localhost:9001',
        serverUrlFrom: 'default',
        credentials: { username: null, password: null },
        prompt: 'supervisor',
        historyFile: null,
        configFile: null,
      },
    });
  });

  it.each(['/opt/etc/supervisord.conf', '/opt/supervisord.conf', '/etc/supervisor/supervisord.conf'])(
    'finds %s',
    (path) => {
      expect(resolve([], { [path]: FILE })).toMatchObject({
        kind: 'settled',
        settings: {
          serverUrl: 'unix:///from/file',
          serverUrlFrom: 'configuration',
          credentials: { username: 'u', password: 'p' },
          prompt: 'x',
          historyFile: '/home/me/h',
          configFile: path,
        },
      });
    },
  );

  it('lets the command line win over the file', () => {
    const args = ['-c', '/f', '-s', 'http://h', '-u', 'me', '-p', 'secret', '-r', '/history'];
    expect(resolve(args, { '/f': FILE })).toMatchObject({
      settings: {
        serverUrl: 'http://h',
        serverUrlFrom: 'command line',
        credentials: { username: 'me', password: 'secret' },
        historyFile: '/history',
      },
    });
  });

  it('finds the plug-ins of the file', () => {
    const text = `${FILE}[ctlplugin:own]\nsupervisor.ctl_factory=./own.js:make\ncolour=red\n`;
    expect(resolve(['-c', '/etc/f'], { '/etc/f': text })).toMatchObject({
      plugins: {
        sections: [{ name: 'own', factory: './own.js:make', options: new Map([['colour', 'red']]) }],
        directory: '/etc',
      },
    });
    expect(resolve(['-c', '/f'], { '/f': `${FILE}[ctlplugin:own]\n` })).toMatchObject({
      error: { message: 'section [ctlplugin:own] does not specify a supervisor.ctl_factory' },
    });
  });

  it.each([
    ['/missing', 'could not find config file /missing'],
    ['/bare', '.ini file does not include supervisorctl section'],
    ['/broken', "Source contains parsing errors: '/broken'\n\t[line  2]: 'nonsense\\n'"],
  ])('refuses %s', (file, message) => {
    const files = { '/bare': '[supervisord]\n', '/broken': '[supervisorctl]\nnonsense\n' };
    const result = resolve(['-c', file], files);
    expect(result).toMatchObject({ kind: 'refused', error: { message } });
  });

  describe("a user's own daemon", () => {
    const OWN = '/home/me/.local/state/vigil/vigild.sock';
    const CONFIGURED = '/etc/supervisor/supervisord.conf';
    const own = { serverUrl: `unix://${OWN}`, serverUrlFrom: 'user' };
    const daemonFile = '[supervisorctl]\nserverurl=unix:///from/file\n';

    it('is taken where there is no configuration', () => {
      expect(resolve([], { [OWN]: '' })).toMatchObject({ settings: own });
    });

    it('is taken where the socket of the configuration is missing or forbidden', () => {
      expect(resolve([], { [OWN]: '', [CONFIGURED]: daemonFile })).toMatchObject({ settings: own });
    });

    it('keeps the prompt of its own configuration', () => {
      const text = '[supervisorctl]\nprompt=mine\nserverurl=unix:///elsewhere\n';
      const files = { [OWN]: '', '/home/me/.local/state/vigil/vigild.conf': text };
      expect(resolve([], files)).toMatchObject({ settings: { ...own, prompt: 'mine' } });
    });

    it.each([
      ['the configured socket can be used', [], { '/from/file': '', [CONFIGURED]: daemonFile }],
      ['the configured server is no socket', [], { [CONFIGURED]: '[supervisorctl]\nserverurl=http://h:1\n' }],
      ['a file is named', ['-c', CONFIGURED], { [CONFIGURED]: daemonFile }],
      ['a server is named', ['-s', 'unix:///named'], {}],
    ])('is left alone where %s', (_, args, files) => {
      const result = resolve(args, { [OWN]: '', ...files });
      expect(result).toMatchObject({ kind: 'settled' });
      expect(result).not.toMatchObject({ settings: { serverUrlFrom: 'user' } });
    });
  });
});
