/**
 * Signals that mean nothing to a daemon. The kernel keeps them from the init process of a container, but not in the moment
 * in which its main thread has blocked all signals, as posix_spawn(3) does: then another thread of Node's takes the
 * signal, and all of it ends.
 */

import { SIG_IGN } from './native/processes.ts';
import type { Libc } from './native.ts';

/** SIGALRM, SIGSTKFLT, SIGVTALRM, SIGIO and SIGPWR, which end a process that does not know them. Source: signal(7). */
const STRAY_SIGNALS = [14, 16, 26, 29, 30];
const FIRST_REALTIME = 34;
const LAST_REALTIME = 64;

/** For a daemon that is pid 1. Programs start with every signal at its default. */
export function ignoreStraySignals(libc: Libc): void {
  for (const signal of STRAY_SIGNALS) libc.signal(signal, SIG_IGN);
  for (let signal = FIRST_REALTIME; signal <= LAST_REALTIME; signal += 1) libc.signal(signal, SIG_IGN);
}
