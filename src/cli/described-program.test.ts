import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { describeProgram, nameFor } from './described-program.ts';
import { parseRunOptions } from './run-options.ts';

function described(directory: string, words: readonly string[], environment: Record<string, string> = {}) {
  const options = parseRunOptions(words);
  if (typeof options === 'string') throw new Error(options);
  const caller = {
    environment: new Map(Object.entries({ PATH: `/nosuch:${directory}`, ...environment })),
    cwd: directory,
    umask: 0o27,
  };
  const program = describeProgram(options, caller);
  if (typeof program === 'string') return { refusal: program, keys: null, environment: null };
  return {
    ...program,
    refusal: null,
    keys: new Map(program.keys),
    environment: new Map(program.environment),
  };
}

function withCommand(use: (directory: string) => void): Promise<void> {
  return withTempDir((directory) => {
    writeFileSync(join(directory, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(directory, 'data'), '', { mode: 0o644 });
    mkdirSync(join(directory, 'sub'));
    use(directory);
  });
}

describe('describeProgram', () => {
  test('finds the command as a shell would, and keeps its words apart', () =>
    withCommand((directory) => {
      const program = described(directory, ['tool', 'a b', "'"]);
      expect(program).toMatchObject({ name: 'tool', isNameGiven: false, isSaved: false });
      expect(program.keys).toEqual(
        new Map([
          ['command', `${directory}/tool 'a b' ''"'"''`],
          ['directory', directory],
          ['umask', '027'],
          ['stopasgroup', 'true'],
          ['killasgroup', 'true'],
        ]),
      );
    }));

  test('a relative path begins where it was typed, a directory too', () =>
    withCommand((directory) => {
      const program = described(directory, ['--dir', 'sub', './tool']);
      expect(program.keys?.get('command')).toBe(`${directory}/tool`);
      expect(program.keys?.get('directory')).toBe(`${directory}/sub`);
      expect(program.environment?.get('PWD')).toBe(`${directory}/sub`);
    }));

  test.each([
    [['--once'], { autorestart: 'false', startsecs: '0', autostart: 'false' }],
    [['--once', '--save'], { autorestart: 'false', startsecs: '0' }],
    [['--save'], {}],
  ])('%j sets %j', (options, keys) =>
    withCommand((directory) => {
      const { keys: found } = described(directory, [...options, 'tool']);
      const own = ['autorestart', 'startsecs', 'autostart'].filter((key) => found?.has(key));
      expect(Object.fromEntries(own.map((key) => [key, found?.get(key)]))).toEqual(keys);
    }),
  );

  test('passes on the environment without what is for others', () =>
    withCommand((directory) => {
      const given = {
        A: '1',
        B: '2',
        _: 'x',
        SUPERVISOR_PROCESS_NAME: 'x',
        VIGIL_X: 'x',
        NOTIFY_SOCKET: 'x',
        LISTEN_FDS: '1',
        WATCHDOG_USEC: '1',
      };
      const { environment } = described(directory, ['--env', 'B=3', 'tool'], given);
      expect([...(environment?.keys() ?? [])].sort()).toEqual(['A', 'B', 'PATH', 'PWD']);
      expect(environment?.get('B')).toBe('3');
    }));

  test.each([
    [
      ['sleep 100; ls'],
      'sleep-100-ls: ERROR (no such file): "sleep 100; ls" is one word: leave out the quotes, or write sh -c before it',
    ],
    [
      ['./app --port 80'],
      'app---port-80: ERROR (no such file): "./app --port 80" is one word: leave out the quotes, or write sh -c before it',
    ],
    [['nosuch'], 'nosuch: ERROR (no such file): nosuch is in no directory of PATH'],
    [['--name', 'x', 'data'], 'x: ERROR (no such file): data is in no directory of PATH'],
    [['--dir', 'tool', 'tool'], 'is no directory'],
    [['--dir', 'tool/below', 'tool'], 'is no directory'],
  ])('%j is refused', (words, text) =>
    withCommand((directory) => {
      expect(described(directory, words)).toMatchObject({ refusal: expect.stringContaining(text) });
    }),
  );
});

test.each([
  ['/usr/bin/python3', 'python3'],
  ['./my server.sh', 'my-server.sh'],
  ['.hidden', 'hidden'],
  ['naïve:x', 'na-ve-x'],
  ['all', 'program'],
  ['é', 'program'],
])('the name for %j is %j', (command, name) => {
  expect(nameFor(command)).toBe(name);
});
