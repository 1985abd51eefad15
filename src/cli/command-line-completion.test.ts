import { describe, expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';
import { completeCommandLine } from './command-line-completion.ts';

const PROCESSES = [
  { group: 'cat', name: 'cat' },
  { group: 'web', name: 'one' },
  { group: 'web', name: 'two words' },
];

/** The candidates without their explanations, and the options with which the daemon was asked. */
async function complete(...words: string[]) {
  let asked: readonly string[] | null = null;
  const lines = await completeCommandLine(words, {
    actions: ACTIONS,
    processes: async (options) => {
      asked = options;
      return PROCESSES;
    },
  });
  return { lines, words: lines.map((line) => line.split('\t')[0]), asked: asked as readonly string[] | null };
}

describe('completion of a command line', () => {
  it.each<[string[], string[]]>([
    [['sta'], ['status', 'start']],
    [['-c', 'x.conf', 'sto'], ['stop']],
    [['--', 'sto'], ['stop']],
    [['--o'], ['--output']],
    [
      ['-o', ''],
      ['text', 'json'],
    ],
    [['--output', 'j'], ['json']],
    [['-c', 'x'], [':files']],
    [['-i', '--configuration', ''], [':files']],
    [['-s', 'unix'], []],
    [['--nosuch', ''], []],
    [['--', '-'], []],
    [['stop', 'c'], ['cat']],
    [
      ['stop', 'cat', 'web:'],
      ['web:one', 'web:*'],
    ],
    [
      ['-i', 'remove', ''],
      ['cat', 'web'],
    ],
    [
      ['signal', 'US'],
      ['USR1', 'USR2'],
    ],
    [['signal', 'HUP', 'c'], ['cat']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'sign'], ['signal']],
    [['version', ''], []],
    [
      ['run', '-'],
      ['--name', '--env', '--dir', '--once', '--save'],
    ],
    [['run', '--once', '--d'], ['--dir']],
    [['run', '--dir', ''], [':files']],
    [['run', '--name', ''], []],
    [['run', '--name', 'web', ''], [':files']],
    [['run', '--', '-'], [':files']],
    [['run', 'sleep', '--'], [':files']],
    [['run', '--nosuch', '-'], [':files']],
    [['-c', 'x.conf', 'run', '--on'], ['--once']],
    [['stop', '-'], []],
    // Actions that read their options themselves: what their help shows.
    [['tail', '-'], ['-f']],
    [['disable', '--'], ['--now']],
    [
      ['history', 'cat', '-'],
      ['--since', '-n', '-o'],
    ],
    [['nosuch', ''], []],
  ])('%j', async (words, candidates) => {
    expect((await complete(...words)).words).toEqual(candidates);
  });

  it('explains actions and options', async () => {
    expect((await complete('version')).lines).toEqual(['version\tShow the version of the daemon']);
    expect((await complete('--help')).lines).toEqual(['--help\tprint this text and exit']);
    expect((await complete('run', '--dir')).lines).toEqual(['--dir\tWhere it runs (default: here)']);
  });

  it('offers every action', async () => {
    expect((await complete('')).words).toEqual([...ACTIONS.keys()]);
    expect((await complete()).words).toEqual([...ACTIONS.keys()]);
  });

  it('asks the daemon that the options lead to, and only where names are wanted', async () => {
    expect((await complete('-c', 'x.conf', '-i', 'stop', 'a', '')).asked).toEqual(['-c', 'x.conf', '-i']);
    expect((await complete('sto')).asked).toBeNull();
    expect((await complete('signal', '')).asked).toBeNull();
  });
});
