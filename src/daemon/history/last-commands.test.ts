import { expect, test } from 'vitest';
import { LastCommands } from './last-commands.ts';

const BY = { kind: 'remote', address: '10.0.0.7:1', login: 'ann' } as const;
const command = (verb: string, at = 0) => ({ verb, at, by: BY });

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

test('a group that left the configuration has no last command', () => {
  const commands = new LastCommands();
  commands.note(command('stdin'), ['g:a', 'h:a']);
  commands.forget('g');
  expect(commands.isRepetition(command('stdin'), ['g:a'])).toBe(false);
  expect(commands.isRepetition(command('stdin'), ['h:a'])).toBe(true);
});
