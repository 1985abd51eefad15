import { setTimeout as delay } from 'node:timers/promises';

/** Asks every `every` milliseconds until `condition` holds; throws after `within` milliseconds. */
export async function until(condition, { every = 5, within = 120_000, what = 'a condition' } = {}) {
  const end = performance.now() + within;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${within / 1000} s for ${what}`);
    await delay(every);
  }
}

export { delay };
