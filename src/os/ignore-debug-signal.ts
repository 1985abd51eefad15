/**
 * Node opens its debugger, which runs any code for whoever connects, when SIGUSR1 arrives. A daemon must not. Ignoring
 * the signal in JavaScript is not enough, since Node's handler is in place before any script runs.
 */
import { SystemCallError } from './errno.ts';
import { SIG_IGN } from './native/processes.ts';
import type { Libc } from './native.ts';

const SIGUSR1 = 10;

/** Call this before anything else. A later `process.on('SIGUSR1')` takes the signal over, without the debugger. */
export function ignoreDebugSignal(libc: Libc): void {
  if (libc.signal(SIGUSR1, SIG_IGN) === -1) throw new SystemCallError('signal', libc.errno());
}
