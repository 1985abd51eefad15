/** How a process ended, decoded once from the wait status. Source: Supervisor options.py, decode_wait_status(). */
import { signalName } from './signals.ts';
import type { SignalNumber } from './units.ts';

export type ExitStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: SignalNumber; readonly coreDumped: boolean };

/** The text of Supervisor's log lines: `exit status 3`, `terminated by SIGKILL`, with ` (core dumped)`. */
export function describeExit(status: ExitStatus): string {
  if (status.kind === 'exited') return `exit status ${status.code}`;
  return `terminated by ${signalName(status.signal)}${status.coreDumped ? ' (core dumped)' : ''}`;
}

/** Supervisor's number: the exit code, or -1 for a death by signal. */
export function exitCodeNumber(status: ExitStatus): number {
  return status.kind === 'exited' ? status.code : -1;
}
