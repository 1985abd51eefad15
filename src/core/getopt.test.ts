import { describe, expect, test } from 'vitest';
import { getopt, type OptionSpec } from './getopt.ts';

const SPECS: readonly OptionSpec[] = [
  { short: 'c', long: 'configuration', takesValue: true },
  { short: 'n', long: 'nodaemon', takesValue: false },
  { short: 'k', long: 'nocleanup', takesValue: false },
  { short: '?', takesValue: false },
  { long: 'minprocs', takesValue: true },
  { short: 's', long: 'silent', takesValue: false },
  { long: 'config-dump', takesValue: false, exactOnly: true },
];

/** The options as `name` or `name=value`, then the positionals behind a bar. */
function parse(...args: string[]): string {
  const result = getopt(args, SPECS);
  if (result.kind === 'refused') return result.message;
  const options = result.options.map((o) => (o.spec.takesValue ? `${o.name}=${o.value}` : o.name));
  return [...options, '|', ...result.positionals].join(' ');
}

describe('getopt', () => {
  test.each([
    [[], '|'],
    [['-c', 'a.conf'], '-c=a.conf |'],
    [['-ca.conf'], '-c=a.conf |'],
    [['-nk'], '-n -k |'],
    [['-nca.conf', '-k'], '-n -c=a.conf -k |'],
    [['-nc', 'a.conf', '-k'], '-n -c=a.conf -k |'],
    [['-c', '-n'], '-c=-n |'],
    [['-?'], '-? |'],
    [['--configuration', 'a'], '--configuration=a |'],
    [['--configuration=a=b'], '--configuration=a=b |'],
    [['--configuration='], '--configuration= |'],
    [['--conf', 'a', '--nod', '-s'], '--configuration=a --nodaemon -s |'],
    [['--minprocs=5'], '--minprocs=5 |'],
    [['-n', 'extra', '-k'], '-n | extra -k'],
    [['-n', '-', '-k'], '-n | - -k'],
    [['-n', '--', '-k'], '-n | -k'],
  ])('%j is %s', (args, expected) => {
    expect(parse(...args)).toBe(expected);
  });

  test.each([
    [['-Z'], 'option -Z not recognized'],
    [['-nZ'], 'option -Z not recognized'],
    [['-:'], 'option -: not recognized'],
    [['--foo'], 'option --foo not recognized'],
    [['--foo=1'], 'option --foo not recognized'],
    [['-c'], 'option -c requires argument'],
    [['-nc'], 'option -c requires argument'],
    [['--conf'], 'option --configuration requires argument'],
    [['--no'], 'option --no not a unique prefix'],
    [['--nodaemon=1'], 'option --nodaemon must not have an argument'],
    [['--silen='], 'option --silent must not have an argument'],
  ])('%j is refused: %s', (args, expected) => {
    expect(parse(...args)).toBe(expected);
  });

  test('an exact-only option is found in full and leaves the abbreviations of others alone', () => {
    expect(parse('--config-dump')).toBe('--config-dump |');
    expect(parse('--config', 'x')).toBe('--configuration=x |');
    expect(parse('--config-d')).toBe('option --config-d not recognized');
  });
});
