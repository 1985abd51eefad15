/** How V8 works in a daemon. */
import { setFlagsFromString } from 'node:v8';

/**
 * Options for the Node that stays: memory that a daemon holds for years counts for more than its peak speed. With 1,000
 * programs and some full status replies they save a third of it, and three threads.
 */
export const FRUGAL = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=0'] as const;

/**
 * Machine code is made of a function only when it has run twice as often as usual: a daemon works in short bursts, and at
 * the start of 1,000 programs a fifth of the CPU time went into machine code that was hardly used. (Ten times as often
 * saves a little more, and a client that polls waits for seconds until its calls are fast.) The option has another name
 * in each V8, and one that it does not know would be told on standard error.
 */
const PATIENT: ReadonlyMap<number, readonly string[]> = new Map([
  [11, ['--interrupt-budget=135168']],
  [12, ['--invocation-count-for-turbofan=6000']],
  [13, ['--invocation-count-for-turbofan=6000', '--invocation-count-for-maglev=800']],
]);
/** The young generation does not grow, which halves the memory of a daemon in the foreground. */
const SMALL = '--semi-space-growth-factor=1';

/** For a Node that runs already, with or without {@link FRUGAL}. */
export function settleDown(v8Version: string = process.versions.v8): void {
  const patient = PATIENT.get(Number.parseInt(v8Version, 10));
  for (const option of patient === undefined ? [] : [...patient, SMALL]) setFlagsFromString(option);
}
