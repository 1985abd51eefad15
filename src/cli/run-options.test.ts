import { describe, expect, test } from 'vitest';
import { parseRunOptions } from './run-options.ts';

describe('parseRunOptions', () => {
  test('takes the options before the command, and nothing of the command', () => {
    const words = [
      '--name',
      'web',
      '--env',
      'A=b=c',
      '--env=B=',
      '--dir=/d',
      '--once',
      '--save',
      'sh',
      '--name',
      'x',
    ];
    expect(parseRunOptions(words)).toEqual({
      name: 'web',
      environment: new Map([
        ['A', 'b=c'],
        ['B', ''],
      ]),
      directory: '/d',
      isOnce: true,
      isSaved: true,
      command: ['sh', '--name', 'x'],
    });
  });

  test('two dashes end the options', () => {
    expect(parseRunOptions(['--', '-x', '--', 'a b'])).toMatchObject({
      name: null,
      directory: null,
      isOnce: false,
      isSaved: false,
      command: ['-x', '--', 'a b'],
    });
  });

  test.each([
    [[], 'requires a command'],
    [['--save', '--'], 'requires a command'],
    [['--nosuch', 'a'], 'option --nosuch not recognized'],
    [['--name'], 'option --name requires argument'],
    [['--env', 'A', 'a'], 'wants NAME=VALUE, got "A"'],
    [['--env', '=A', 'a'], 'wants NAME=VALUE, got "=A"'],
  ])('%j is refused', (words, text) => {
    expect(parseRunOptions(words)).toContain(text);
  });
});
