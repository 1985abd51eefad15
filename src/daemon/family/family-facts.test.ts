import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { firstWords, isCalledTheSame, isSameProgram, type ProgramFacts, programOf } from './family-facts.ts';

/** What is known of programs while they run. */
async function withStarted(
  use: (start: (path: string) => Promise<ProgramFacts | null>) => Promise<void>,
): Promise<void> {
  const started: ReturnType<typeof spawn>[] = [];
  const start = async (path: string) => {
    const child = spawn(path, ['1000']);
    started.push(child);
    await once(child, 'spawn');
    return programOf(child.pid ?? 0);
  };
  try {
    await use(start);
  } finally {
    for (const child of started) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}

test('a program that was installed anew while it ran is the same program', () =>
  withTempDir((directory) =>
    withStarted(async (start) => {
      const path = join(directory, 'server');
      const install = () => {
        copyFileSync('/bin/sleep', `${path}.new`);
        renameSync(`${path}.new`, path);
      };
      install();
      const before = await start(path);
      install();
      expect(isSameProgram(before, await start(path))).toBe(true);
      expect(isSameProgram(before, programOf(process.pid))).toBe(false);
    }),
  ));

test('the next release behind a symbolic link is the same program, another program of the same kind is not', () =>
  withTempDir((directory) =>
    withStarted(async (start) => {
      for (const release of ['1', '2']) {
        mkdirSync(join(directory, release));
        copyFileSync('/bin/sleep', join(directory, release, 'server'));
      }
      const link = join(directory, 'current');
      const release = (name: string) => {
        symlinkSync(name, `${link}.new`);
        renameSync(`${link}.new`, link);
      };
      release('1');
      const before = await start(join(link, 'server'));
      release('2');
      expect(isSameProgram(before, await start(join(link, 'server')))).toBe(true);
      expect(isSameProgram(before, await start('/bin/sleep'))).toBe(false);
    }),
  ));

test('another script of the same interpreter is another program, by whatever name', () => {
  const facts = (executable: string, ...words: string[]): ProgramFacts => ({ executable, words });
  const before = facts('/usr/bin/python3.11', 'python3', 'server.py');
  expect(isSameProgram(before, facts('/usr/bin/python3.11', 'python3', 'other.py'))).toBe(false);
  expect(isSameProgram(before, facts('/usr/bin/python3.12', 'python3', 'other.py'))).toBe(false);
  expect(isSameProgram(before, facts('/usr/bin/python3.12', 'python3', 'server.py'))).toBe(true);
  expect(isSameProgram(facts('/bin/a'), facts('/bin/b'))).toBe(false);
});

test('a server that shows a title in place of its command line is the same program, before and after', () => {
  const executable = '/usr/bin/ruby3.1';
  const before = { executable, words: firstWords(['ruby', '/usr/bin/unicorn', '-l', '8090']) };
  const titled = { executable, words: firstWords(['unicorn master -l 8090', '', '', '']) };
  const other = { executable, words: firstWords(['ruby', '/usr/bin/puma']) };
  expect(isSameProgram(before, titled)).toBe(true);
  expect(isSameProgram(titled, before)).toBe(true);
  expect(isSameProgram(before, other)).toBe(false);
});

test('a server that serves one login shows another title than the one that waits for logins', () => {
  const listener = { executable: '/usr/sbin/sshd', words: ['sshd: /usr/sbin/sshd -D [listener]', ''] };
  const login = { executable: '/usr/sbin/sshd', words: ['sshd: root@notty', ''] };
  expect(isSameProgram(listener, login)).toBe(true);
  expect(isCalledTheSame(listener, login)).toBe(false);
  expect(isCalledTheSame(listener, { ...listener })).toBe(true);
  expect(isCalledTheSame(listener, { ...listener, words: [] })).toBe(false);
});
