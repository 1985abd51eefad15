/** vigild's command line: supervisord's flags with the same meaning, and a few long options of its own. */
import { DAEMON_OPTIONS } from '../../config/daemon-options.ts';
import type { DaemonOverrides } from '../../config/load.ts';
import type { Surroundings } from '../../config/surroundings.ts';
import { assertNever } from '../../core/assert-never.ts';
import { getopt, type ParsedOption } from '../../core/getopt.ts';
import { pythonRepr } from '../../core/python-repr.ts';
import { FLAGS, type Flag, type Meaning, type Mode } from './flag-table.ts';

export type DaemonCommand =
  | {
      readonly kind: 'run';
      readonly mode: Mode;
      /** As typed; null to search for it. */
      readonly configFile: string | null;
      /** As typed, each already accepted by its grammar. */
      readonly overrides: DaemonOverrides;
      /** With `check`: warnings count as failures. */
      readonly isStrict: boolean;
      /** With `check`: report as JSON. */
      readonly isJson: boolean;
      /** With `check`: tell of the streams too. */
      readonly showsStreams: boolean;
      /** Started again by a guard, should it die. */
      readonly isGuarded: boolean;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

/** `args` is the command line without the program's name. Checks happen in Supervisor's order, first error first. */
export function parseFlags(args: readonly string[], surroundings: Surroundings): DaemonCommand {
  const result = getopt(args, FLAGS);
  if (result.kind === 'refused') return usageError(result.message);
  if (result.positionals.length > 0) {
    const list = result.positionals.map(pythonRepr).join(', ');
    return usageError(`positional arguments are not supported: [${list}]`);
  }
  const isDump = result.options.some(({ name }) => name === '--config-dump');
  return interpret(result.options, isDump ? { ...surroundings, users: null } : surroundings);
}

function interpret(options: readonly ParsedOption<Flag>[], surroundings: Surroundings): DaemonCommand {
  const overrides: { -readonly [Key in keyof DaemonOverrides]: string } = {};
  const seen = new Set<string>();
  let configFile: string | null = null;
  let mode: Mode = 'run';
  for (const option of options) {
    const { meaning } = option.spec;
    if (meaning.kind === 'help' || meaning.kind === 'version') return { kind: meaning.kind };
    const complaint = complaintAbout(option, surroundings);
    if (complaint !== null) {
      return usageError(`invalid value for ${option.name} ${pythonRepr(option.value)}: ${complaint}`);
    }
    const target = targetOf(meaning);
    if (seen.has(target)) return usageError(`conflicting command line option ${pythonRepr(option.name)}`);
    seen.add(target);
    if (meaning.kind === 'config-file') configFile = option.value;
    else if (meaning.kind === 'mode') mode = meaning.mode;
    else if (meaning.kind === 'key') overrides[meaning.key] = option.value;
    else if (meaning.kind === 'switch') overrides[meaning.key] = 'true';
  }
  const isStrict = seen.has('strict');
  const isJson = seen.has('json');
  if (isStrict && mode !== 'check') return usageError('option --strict requires --check');
  if (isJson && mode !== 'check') return usageError('option --json requires --check');
  const showsStreams = seen.has('streams');
  if (showsStreams && mode !== 'check') return usageError('option --streams requires --check');
  const isGuarded = seen.has('guard');
  // A trial has the arguments of the daemon that it is for.
  if (isGuarded && mode !== 'run' && mode !== 'trial') return usageError('option --guard is for running');
  return { kind: 'run', mode, configFile, overrides, isStrict, isJson, showsStreams, isGuarded };
}

function complaintAbout({ spec, value }: ParsedOption<Flag>, surroundings: Surroundings): string | null {
  if (spec.meaning.kind !== 'key') return null;
  const result = DAEMON_OPTIONS[spec.meaning.key].grammar.parse(value, surroundings);
  return result.kind === 'invalid' ? result.message : null;
}

/** What the flag sets: two flags with one target exclude each other. */
function targetOf(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'key':
    case 'switch':
      return meaning.key;
    case 'report':
      return meaning.name;
    case 'config-file':
    case 'mode':
    case 'profile':
    case 'guard':
    case 'help':
    case 'version':
      return meaning.kind;
    default:
      return assertNever(meaning);
  }
}

function usageError(message: string): DaemonCommand {
  return { kind: 'usage-error', message };
}

/** The text of `-h`, with a newline at its end. */
export function helpText(progname: string): string {
  const lines = FLAGS.map((flag) => {
    const names = [
      flag.short === undefined ? [] : [`-${flag.short}`],
      flag.long === undefined ? [] : [`--${flag.long}`],
    ].flat();
    const value = flag.valueName === undefined ? '' : ` ${flag.valueName}`;
    return `${names.join('/')}${value} -- ${flag.help}`;
  });
  return [
    'supervisord -- run a set of applications as daemons.',
    '',
    `Usage: ${progname} [options]`,
    '',
    'Options:',
    ...lines,
    '',
  ].join('\n');
}
