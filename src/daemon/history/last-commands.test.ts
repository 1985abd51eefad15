import { expect, test } from 'vitest';
import { LastCommands } from './last-commands.ts';

const BY = { kind: 'remote', address: '10.0.0.7:1', login: 'ann' } as const;
const command = (verb: string, at = 0) => ({ verb, at, by: BY });

test('the latest command of each process is kept, until its group goes', () => {
  const commands = new LastCommands();
  commands.note(command('start'), ['g:a', 'g:b', 'h:a']);
  commands.note(command('stop', 5), ['g:b']);
  expect([commands.of('g:a'), commands.of('g:b'), commands.of('g:c')]).toEqual([
    command('start'),
    command('stop', 5),
    null,
  ]);
  commands.forget('g');
  expect([commands.of('g:a'), commands.of('h:a')]).toEqual([null, command('start')]);
});

test('the same from the same caller within a minute is a repetition', () => {
  const commands = new LastCommands();
  expect(commands.isRepetition(command('stdin'), ['g:a'])).toBe(false);
  commands.note(command('stdin'), ['g:a']);
  expect(commands.isRepetition(command('stdin', 60_000), ['g:a'])).toBe(true);
  expect(commands.isRepetition(command('stdin', 60_001), ['g:a'])).toBe(false);
  expect(commands.isRepetition(command('stop'), ['g:a'])).toBe(false);
  expect(commands.isRepetition({ ...command('stdin'), by: { kind: 'unknown' } }, ['g:a'])).toBe(false);
  expect(commands.isRepetition(command('stdin'), ['g:a', 'g:b'])).toBe(false);
  expect(commands.isRepetition(command('stdin'), [])).toBe(false);
});
