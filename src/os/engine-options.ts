/** How V8 works in a daemon. */
import { setFlagsFromString } from 'node:v8';

/**
 * Options for the Node that stays: memory that a daemon holds for years counts for more than its peak speed. With 1,000
 * programs and some full status replies they save a third of it, and three threads.
 */
export const FRUGAL = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=0'] as const;

/** Ten times V8's own. */
const PATIENCE = '--interrupt-budget=675840';
/** The newest V8 that is known to have this option: any other would say on standard error that it has not. */
const NEWEST_KNOWN = 13;

/**
 * Machine code is made of a function only when it has run ten times as long as usual. A daemon works in short bursts:
 * at the start of 1,000 programs, making machine code that is hardly used was a fifth of the CPU time.
 */
export function optimizeLate(v8Version: string = process.versions.v8): void {
  if (Number.parseInt(v8Version, 10) <= NEWEST_KNOWN) setFlagsFromString(PATIENCE);
}
