/** The command line of vigil-memmon. Source of the options: superlance memmon. */
import {
  allValues,
  expectNoOperands,
  isGiven,
  lastValue,
  type OptionForm,
  readOptions,
  UsageError,
} from './command-options.ts';
import { DEFAULT_SENDMAIL } from './mail.ts';
import { durationValue, namedSize, sizeValue } from './option-values.ts';

export interface MemmonOptions {
  /** By name or `group:name`, in bytes. */
  readonly programs: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  /** For every process; null for no such limit. */
  readonly any: number | null;
  readonly counts: 'process' | 'process and descendants';
  readonly sendmail: string;
  readonly email: string | null;
  /** Only restarts of processes that ran no longer are mailed. In seconds. */
  readonly mailedUptime: number;
  readonly name: string | null;
}

const FORMS: readonly OptionForm[] = [
  { short: 'h', long: 'help', argument: 'none' },
  { short: 'c', long: 'cumulative', argument: 'none' },
  { short: 'p', long: 'program', argument: 'required' },
  { short: 'g', long: 'group', argument: 'required' },
  { short: 'a', long: 'any', argument: 'required' },
  { short: 's', long: 'sendmail_program', argument: 'required' },
  { short: 'm', long: 'email', argument: 'required' },
  { short: 'u', long: 'uptime', argument: 'required' },
  { short: 'n', long: 'name', argument: 'required' },
];

export const MEMMON_USAGE = `vigil-memmon -- an event listener that restarts processes with too much memory.

Usage: vigil-memmon [options]        (events = TICK_60 or TICK_5)

-p, --program NAME=SIZE      Restart the process NAME, or GROUP:NAME, above SIZE. May be given more than once.
-g, --group GROUP=SIZE       Restart any process of GROUP above SIZE. May be given more than once.
-a, --any SIZE               Restart any process above SIZE.
-c, --cumulative             Add the memory of all its descendants to that of a process.
-m, --email ADDRESS          Mail each restart to ADDRESS.
-s, --sendmail_program CMD   Sends the mail on its standard input. Default: ${DEFAULT_SENDMAIL}
-u, --uptime TIME            Mail only restarts of processes that ran no longer than TIME: 90, 5m, 2h, 1d.
-n, --name NAME              Name this listener in the subject of mails.

SIZE is resident memory in bytes, or a number followed by KB, MB or GB.
`;

/** Null when only the usage was asked for. Throws {@link UsageError}. */
export function memmonOptions(args: readonly string[]): MemmonOptions | null {
  const words = readOptions(args, FORMS);
  if (isGiven(words, 'help')) return null;
  expectNoOperands(words);
  const any = lastValue(words, 'any');
  const uptime = lastValue(words, 'uptime');
  const options: MemmonOptions = {
    programs: new Map(allValues(words, 'program').map((written) => namedSize('--program', written))),
    groups: new Map(allValues(words, 'group').map((written) => namedSize('--group', written))),
    any: any === null ? null : sizeValue('--any', any),
    counts: isGiven(words, 'cumulative') ? 'process and descendants' : 'process',
    sendmail: lastValue(words, 'sendmail_program') ?? DEFAULT_SENDMAIL,
    email: lastValue(words, 'email'),
    mailedUptime: uptime === null ? Number.POSITIVE_INFINITY : durationValue('--uptime', uptime),
    name: lastValue(words, 'name'),
  };
  if (options.programs.size === 0 && options.groups.size === 0 && options.any === null) {
    throw new UsageError('nothing to watch: expected --program, --group or --any');
  }
  return options;
}
