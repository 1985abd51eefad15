/** How a process ended, decoded once from the wait status. Source: Supervisor options.py, decode_wait_status(). */
import { signalName } from './signals.ts';
import type { SignalNumber } from './units.ts';

/** As waitpid(2) tells it. */
export type KnownExitStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: SignalNumber; readonly coreDumped: boolean };

export type ExitStatus =
  | KnownExitStatus
  /** It ended while no daemon watched, and nobody can be asked any more. */
  | { readonly kind: 'unknown' };

/** The text of Supervisor's log lines: `exit status 3`, `terminated by SIGKILL`, with ` (core dumped)`. */
export function describeExit(status: ExitStatus): string {
  if (status.kind === 'exited') return `exit status ${status.code}`;
  if (status.kind === 'unknown') return 'exit status unknown';
  return `terminated by ${signalName(status.signal)}${status.coreDumped ? ' (core dumped)' : ''}`;
}

/** Supervisor's number: the exit code, or -1 for a death by signal and for one that nobody saw. */
export function exitCodeNumber(status: ExitStatus): number {
  return status.kind === 'exited' ? status.code : -1;
}
