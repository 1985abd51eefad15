/** What a process that was started as vigild is to become, told by its command line alone. */
import { getopt } from '../core/getopt.ts';
import { FLAGS } from './command-line/flag-table.ts';

export interface Launched {
  /** What followed the command. */
  readonly args: readonly string[];
  readonly pid: number;
  /** A vigild started it, and knew how. */
  readonly isStarted: boolean;
  /** Node lacks options that a daemon is to have. */
  readonly lacksOptions: boolean;
}

export type LaunchPlan =
  /** What the command line says: the daemon, a report, a complaint. */
  | 'here'
  /** The same, with Node's options. */
  | 'again'
  /** One that waits until the daemon is in the background. */
  | 'background';

export function launchPlan(launched: Launched): LaunchPlan {
  const result = getopt(launched.args, FLAGS);
  if (launched.isStarted || result.kind === 'refused' || result.positionals.length > 0) return 'here';
  const meanings = result.options.map(({ spec }) => spec.meaning);
  const runs = meanings.every(({ kind }) => RUNNING.has(kind));
  if (!runs) return 'here';
  const stays = meanings.some(
    (meaning) => meaning.kind === 'switch' && (meaning.key === 'nodaemon' || meaning.key === 'container'),
  );
  if (!stays) return 'background';
  // A guard starts the daemon with the options.
  return meanings.some(({ kind }) => kind === 'guard') ? 'here' : foregroundPlan(launched);
}

/**
 * Pid 1 stays as it is: while Node starts, the kernel drops signals to a process 1 that has no handler yet, so a second
 * start would double the time in which a request to stop is lost.
 */
export function foregroundPlan({ pid, lacksOptions }: Launched): 'here' | 'again' {
  return lacksOptions && pid !== 1 ? 'again' : 'here';
}

/** Flags that say how a daemon runs, not what to do instead. */
const RUNNING: ReadonlySet<string> = new Set(['config-file', 'key', 'switch', 'profile', 'guard']);
