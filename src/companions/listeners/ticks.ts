import type { ListenerEvent } from '../../listener/listener.ts';

/**
 * Runs a check at each TICK. Ticks that waited while the check before them ran are left out: what they would find is
 * that a program which was just restarted is not up yet.
 */
export function atTicks(
  check: () => Promise<void>,
  now: () => number,
): (event: ListenerEvent) => Promise<void> {
  let lastEnd = Number.NEGATIVE_INFINITY;
  return async ({ name, fields }) => {
    if (!name.startsWith('TICK')) return;
    if (Number(fields['when'] ?? Number.POSITIVE_INFINITY) * 1000 < lastEnd) return;
    try {
      await check();
    } finally {
      lastEnd = now();
    }
  };
}
