import { setTimeout as delay } from 'node:timers/promises';

/** A look takes at most a tenth of the time, so that it does not hold up what is looked at, but at least one a second. */
const PAUSE_PER_LOOK = 9;
const LONGEST_PAUSE = 1000;

/** Asks every `every` milliseconds, or seldom where asking is slow, until `condition` holds; throws after `within` milliseconds. */
export async function until(condition, { every = 5, within = 120_000, what = 'a condition' } = {}) {
  const end = performance.now() + within;
  for (;;) {
    const before = performance.now();
    const value = await condition();
    if (value) return value;
    const now = performance.now();
    if (now > end) throw new Error(`waited ${within / 1000} s for ${what}`);
    await delay(Math.max(every, Math.min(LONGEST_PAUSE, PAUSE_PER_LOOK * (now - before))));
  }
}

export { delay };
