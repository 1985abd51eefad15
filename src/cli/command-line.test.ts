import { describe, expect, it } from 'vitest';
import { parseCommandLine, usageText } from './command-line.ts';

const NOTHING = {
  configFile: null,
  isInteractive: false,
  serverUrl: null,
  username: null,
  password: null,
  historyFile: null,
  format: 'text',
};

describe('parseCommandLine', () => {
  it.each([
    [[], {}, []],
    [['status'], {}, ['status']],
    [['-c', 'x.conf', 'tail', '-f', 'web'], { configFile: 'x.conf' }, ['tail', '-f', 'web']],
    [['-cx.conf', '-i'], { configFile: 'x.conf', isInteractive: true }, []],
    [
      ['--serverurl=unix:///x', '--user', 'me', '-p', 'p'],
      { serverUrl: 'unix:///x', username: 'me', password: 'p' },
      [],
    ],
    [['--history_file', 'h', '--interactive', 'pid'], { historyFile: 'h', isInteractive: true }, ['pid']],
    [['-o', 'json', 'status'], { format: 'json' }, ['status']],
    [['--output=text'], {}, []],
    [['--', '-x'], {}, ['-x']],
  ])('%j', (args, options, words) => {
    expect(parseCommandLine(args)).toEqual({ kind: 'run', options: { ...NOTHING, ...options }, words });
  });

  it.each([
    [['-x'], 'option -x not recognized'],
    [['-c'], 'option -c requires argument'],
    [['--history-file', 'x'], 'option --history-file not recognized'],
    [['-v'], 'option -v not recognized'],
    [['-s', 'nothing'], "invalid value for -s 'nothing': value 'nothing' is not a URL"],
    [['-o', 'xml'], "invalid value for -o 'xml': it must be text or json"],
    [['--out', 'json'], 'option --out not recognized'],
    [['-c', 'a', '--configuration', 'b'], "conflicting command line option '--configuration'"],
    [['-i', '-i'], "conflicting command line option '-i'"],
  ])('%j is refused', (args, message) => {
    expect(parseCommandLine(args)).toEqual({ kind: 'refused', message });
  });

  it.each([[['-h']], [['-?']], [['--help']], [['-c', 'x', '--help', '-x']]])('%j asks for help', (args) => {
    const result = parseCommandLine(args);
    expect(result.kind).toBe(args.includes('-x') ? 'refused' : 'help');
  });
});

it.each(['supervisorctl', 'vigilctl'])('the help of %s begins as that of supervisorctl', (program) => {
  const text = usageText(program);
  expect(text.split('\n')[0]).toBe(
    'supervisorctl -- control applications run by supervisord from the cmd line.',
  );
  expect(text).toContain(`Usage: ${program} [options]`);
  expect(text).toContain('-i/--interactive -- start an interactive shell after executing commands');
});
