import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { CommandsOfTurn } from './commands-of-turn.ts';

let directory: TempDir;
let deferred: (() => void)[];
let commands: CommandsOfTurn;
beforeEach(() => {
  directory = makeTempDir();
  deferred = [];
  commands = new CommandsOfTurn('/bin', (action) => deferred.push(action));
});
afterEach(() => directory.remove());

function aTool(): string {
  const path = join(directory.path, 'tool');
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

test('knows a command for the rest of the turn', () => {
  const path = aTool();
  expect(commands.find([path, 'a'], undefined)).toEqual({ kind: 'found', path });
  rmSync(path);
  expect(commands.find([path, 'b'], undefined).kind).toBe('found');
  expect(deferred).toHaveLength(1);
  deferred[0]?.();
  expect(commands.find([path], undefined).kind).toBe('failed');
});

test('looks again for what is not there, and when told that something has gone', () => {
  const path = join(directory.path, 'tool');
  expect(commands.find([path], undefined).kind).toBe('failed');
  aTool();
  expect(commands.find([path], undefined).kind).toBe('found');
  rmSync(path);
  commands.forget();
  expect(commands.find([path], undefined).kind).toBe('failed');
});

test('tells the PATH of a program from the daemon’s', () => {
  const path = aTool();
  expect(commands.find(['tool'], undefined).kind).toBe('failed');
  expect(commands.find(['tool'], directory.path)).toEqual({ kind: 'found', path });
  expect(commands.find(['tool'], undefined).kind).toBe('failed');
  expect(commands.find(['sh'], undefined)).toEqual({ kind: 'found', path: '/bin/sh' });
  expect(commands.find(['sh'], directory.path).kind).toBe('failed');
});
