/**
 * Waiting for a condition, with a bound: the only way in which the system tests wait. Nothing sleeps for luck; a
 * condition that does not come true fails with the value that was last seen.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface WaitOptions<T> {
  /** Says whether a value is the awaited one. Without it: any truthy value. */
  readonly accept?: (value: T) => boolean;
  /** The bound, in milliseconds. Generous, since it only costs time when something is broken. */
  readonly within?: number;
  /** Pause between two looks, in milliseconds. */
  readonly every?: number;
}

/** Looks again and again until the value is accepted, and returns it. `what` completes "waited for ...". */
export async function waitUntil<T>(
  what: string,
  look: () => T | Promise<T>,
  options: WaitOptions<T> = {},
): Promise<T> {
  const { accept = Boolean, within = 30_000, every = 20 } = options;
  const deadline = performance.now() + within;
  for (;;) {
    const seen = await look();
    if (accept(seen)) return seen;
    if (performance.now() > deadline) throw new Error(timeoutMessage(what, within, seen));
    await delay(every);
  }
}

function timeoutMessage(what: string, within: number, seen: unknown): string {
  const shown = typeof seen === 'string' ? seen : inspect(seen, { depth: 5 });
  return `Waited ${within / 1000} s in vain for ${what}; last seen:\n${shown}`;
}
