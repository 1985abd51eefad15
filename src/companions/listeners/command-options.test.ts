import { describe, expect, it } from 'vitest';
import {
  allValues,
  isGiven,
  lastValue,
  type OptionForm,
  readOptions,
  UsageError,
} from './command-options.ts';

const FORMS: readonly OptionForm[] = [
  { short: 'p', long: 'program', argument: 'required' },
  { short: 'a', long: 'any', argument: 'none' },
  { short: 'e', long: 'eager', argument: 'none' },
  { long: 'email', argument: 'required' },
];

const program = (value: string) => ({ name: 'program', value });
const ANY = { name: 'any', value: '' };

describe('options', () => {
  it.each([
    { args: ['-p', 'web'], options: [program('web')], operands: [] },
    { args: ['-pweb'], options: [program('web')], operands: [] },
    { args: ['-p=web'], options: [program('=web')], operands: [] },
    { args: ['-p', '-a'], options: [program('-a')], operands: [] },
    { args: ['--program=a=b'], options: [program('a=b')], operands: [] },
    { args: ['--program', 'web', '--any'], options: [program('web'), ANY], operands: [] },
    { args: ['--prog', 'web'], options: [program('web')], operands: [] },
    { args: ['-aepweb'], options: [ANY, { name: 'eager', value: '' }, program('web')], operands: [] },
    { args: ['-a', 'url', '-a'], options: [ANY], operands: ['url', '-a'] },
    { args: ['-a', '--', '-a'], options: [ANY], operands: ['-a'] },
    { args: ['-', '-a'], options: [], operands: ['-', '-a'] },
  ])('are read as getopt does: $args', ({ args, options, operands }) => {
    expect(readOptions(args, FORMS)).toEqual({ options, operands });
  });

  it.each([
    { args: ['-x'], message: 'there is no option -x' },
    { args: ['--xyz'], message: 'there is no option --xyz' },
    { args: ['--e'], message: 'option --e may be --eager or --email' },
    { args: ['-p'], message: 'option -p needs an argument' },
    { args: ['--program'], message: 'option --program needs an argument' },
    { args: ['--any=1'], message: 'option --any takes no argument' },
  ])('are refused: $args', ({ args, message }) => {
    expect(() => readOptions(args, FORMS)).toThrow(new UsageError(message));
  });

  it('given several times have several values, of which the last is the one', () => {
    const words = readOptions(['-p', 'a', '-p', 'b', '-a'], FORMS);
    expect(allValues(words, 'program')).toEqual(['a', 'b']);
    expect(lastValue(words, 'program')).toBe('b');
    expect(lastValue(words, 'email')).toBeNull();
    expect([isGiven(words, 'any'), isGiven(words, 'eager')]).toEqual([true, false]);
  });
});
