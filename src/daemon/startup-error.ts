/**
 * What keeps vigild from starting: sentences for the terminal, in supervisord's form, and its exit status. Source:
 * Supervisor options.py, usage().
 */
import { type ConfigError, placeAndCure } from '../config/config-error.ts';
import { signalName } from '../core/signals.ts';
import { errorCode, traceOf } from '../core/thrown.ts';
import { signalNumber } from '../core/units.ts';

/** The exit status of every refused start: usage, configuration, limits, servers. */
export const REFUSED = 2;

/**
 * The exit status of a daemon that cannot go on for a reason which nobody foresaw. It is no decision of its own, so a guard
 * starts another.
 */
export const FAILED = 70;

/** Long enough for every sentence with a path and a value in it. */
const LONGEST_MESSAGE = 2000;

export class StartupError extends Error {
  readonly code = 'STARTUP';
  /** Further lines, indented, that say where and what to do. */
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartupError';
    this.details = details;
  }
}

/**
 * The words for an exit status of 128 and more, which is a death by signal: the daemon had no time for a word of its own. Null
 * for any other status.
 */
export function deathAtStart(exitStatus: number): string | null {
  if (exitStatus <= 128) return null;
  const signal = signalName(signalNumber(exitStatus - 128));
  const cure = ENDS_OF_NODE.has(signal)
    ? '  Node ends like this where it gets no memory: look at "ulimit -v" and "ulimit -d"\n'
    : '';
  return `Error: vigild was terminated by ${signal} at its start\n${cure}`;
}

/** What was seen where Node got no memory. */
const ENDS_OF_NODE: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV']);

/** The whole text for stderr. */
export function usageText(problems: readonly StartupError[], progname: string): string {
  const lines = problems.flatMap(({ message, details }) => [
    `Error: ${shortened(message)}`,
    ...details.map((detail) => `  ${detail}`),
  ]);
  return `${lines.join('\n')}\nFor help, use ${progname} -h\n`;
}

/** In a sentence where the system or a person can do something about it; with its stack where only a programmer can. */
export function failureText(error: unknown): string {
  if (error instanceof StartupError || errorCode(error) !== 'UNKNOWN') return (error as Error).message;
  return traceOf(error);
}

/** A mistake in a line of megabytes is quoted whole by Supervisor; a terminal is better off without. */
function shortened(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE)}... (${message.length} characters)`;
}

/** Supervisor's sentence, then {@link placeAndCure}. */
export function fromConfigError(error: ConfigError): StartupError {
  const detail = placeAndCure(error);
  return new StartupError(error.message, detail === null ? [] : [detail]);
}
