import { describe, expect, test } from 'vitest';
import { fakeSurroundings } from '../../../test/support/fake-surroundings.ts';
import { type DaemonCommand, helpText, parseFlags } from './flags.ts';

const surroundings = fakeSurroundings({ directories: ['/var/log'] });
const parse = (...args: string[]): DaemonCommand => parseFlags(args, surroundings);
const PLAIN = {
  kind: 'run',
  mode: 'run',
  configFile: null,
  overrides: {},
  isStrict: false,
  isJson: false,
  showsStreams: false,
  isGuarded: false,
};

describe('parseFlags', () => {
  test('without arguments', () => {
    expect(parse()).toEqual(PLAIN);
  });

  test.each([
    [['-n'], { nodaemon: 'true' }],
    [
      ['--nodaemon', '-s', '-k', '-t'],
      { nodaemon: 'true', silent: 'true', nocleanup: 'true', strip_ansi: 'true' },
    ],
    [['-u', 'www'], { user: 'www' }],
    [['-m', '077'], { umask: '077' }],
    [['-d/var/log'], { directory: '/var/log' }],
    [['-l', '/var/log/x.log'], { logfile: '/var/log/x.log' }],
    [['-y', '1MB', '-z', '3'], { logfile_maxbytes: '1MB', logfile_backups: '3' }],
    [['-e', 'DEBUG'], { loglevel: 'DEBUG' }],
    [['-j', 'x.pid', '-i', 'name'], { pidfile: 'x.pid', identifier: 'name' }],
    [['--childlogdir=/tmp'], { childlogdir: '/tmp' }],
    [['-a', '10', '--minprocs', '20'], { minfds: '10', minprocs: '20' }],
    [['--profile_options', 'cumulative,callers'], {}],
  ])('%j sets %j', (args, overrides) => {
    expect(parse(...args)).toEqual({ ...PLAIN, overrides });
  });

  test('the configuration file is kept as typed', () => {
    expect(parse('-c', './a.conf')).toEqual({ ...PLAIN, configFile: './a.conf' });
    expect(parse('--conf=a.conf')).toEqual({ ...PLAIN, configFile: 'a.conf' });
  });

  test('modes of our own', () => {
    expect(parse('--config-dump')).toMatchObject({ kind: 'run', mode: 'config-dump' });
    expect(parse('--check', '--strict', '--json', '-cx')).toEqual({
      ...PLAIN,
      mode: 'check',
      configFile: 'x',
      isStrict: true,
      isJson: true,
    });
  });

  test('a dump does not ask the machine about directories', () => {
    expect(parse('-d', '/nowhere', '--config-dump')).toMatchObject({
      kind: 'run',
      overrides: { directory: '/nowhere' },
    });
  });

  test.each([
    [['-h'], 'help'],
    [['-?'], 'help'],
    [['--help'], 'help'],
    [['-v'], 'version'],
    [['--version'], 'version'],
    [['-n', '-v', '-e', 'loud'], 'version'],
  ])('%j asks for %s', (args, kind) => {
    expect(parse(...args)).toEqual({ kind });
  });

  test.each([
    [['-Z'], 'option -Z not recognized'],
    [['--foo'], 'option --foo not recognized'],
    [['-c'], 'option -c requires argument'],
    [['-e', 'loud'], "invalid value for -e 'loud': bad logging level name 'loud'"],
    [['--loglev=loud'], "invalid value for --loglevel 'loud': bad logging level name 'loud'"],
    [['-a', 'x'], "invalid value for -a 'x': invalid literal for int() with base 10: 'x'"],
    [['-y', '1.5MB'], "invalid value for -y '1.5MB': invalid literal for int() with base 10: '1.5'"],
    [['-m', '9'], "invalid value for -m '9': 9 can not be converted to an octal type"],
    [['-d', '/nowhere'], "invalid value for -d '/nowhere': /nowhere is not an existing directory"],
    [
      ['-l', '/nowhere/x'],
      "invalid value for -l '/nowhere/x': The directory named as part of the path /nowhere/x does not exist",
    ],
    [['-n', '-n'], "conflicting command line option '-n'"],
    [['-n', '--nodaemon'], "conflicting command line option '--nodaemon'"],
    [['-ca', '-cb'], "conflicting command line option '-c'"],
    [['--check', '--config-dump'], "conflicting command line option '--config-dump'"],
    [['extra'], "positional arguments are not supported: ['extra']"],
    [['-h', "it's", 'b"'], `positional arguments are not supported: ["it's", 'b"']`],
    [['--strict'], 'option --strict requires --check'],
    [['--json'], 'option --json requires --check'],
    [['--guard', '--check'], 'option --guard is for running'],
  ])('%j is a usage error', (args, message) => {
    expect(parse(...args)).toEqual({ kind: 'usage-error', message });
  });

  test('a guarded daemon tries its next build with its own arguments', () => {
    expect(parse('--trial', '-n', '--guard')).toMatchObject({ kind: 'run', mode: 'trial' });
  });

  test('abbreviations that supervisord knows stay unambiguous', () => {
    expect(parse('--config', 'x')).toMatchObject({ configFile: 'x' });
    expect(parse('--ch', '/tmp')).toMatchObject({ overrides: { childlogdir: '/tmp' } });
    expect(parse('--st')).toMatchObject({ overrides: { strip_ansi: 'true' } });
  });
});

describe('helpText', () => {
  const help = helpText('bin/vigild');

  test('begins as scripts expect it and names the program', () => {
    expect(help.startsWith('supervisord -- run a set of applications as daemons.\n')).toBe(true);
    expect(help).toContain('Usage: bin/vigild [options]\n');
    expect(help).toContain('-l/--logfile FILENAME -- use FILENAME as logfile path\n');
  });

  test.each(['-c/--configuration', '-?', '--minprocs NUM', '--check', '--config-dump', '--strict'])(
    'explains %s',
    (flag) => {
      expect(help).toContain(`\n${flag}`);
    },
  );
});
