/**
 * The order of an orderly shutdown: groups of one priority stop together, higher numbers first, and a wave begins
 * when the one before has ended. Supervisor stops groups of one priority one after another, which only costs time.
 * Source: Supervisor supervisord.py, ordered_stop_groups_phase_1().
 */

/** Waves of items, the first to stop first; inside a wave the last created comes first. */
export function stopWaves<Item>(
  items: readonly Item[],
  priorityOf: (item: Item) => number,
): readonly (readonly Item[])[] {
  const waves = new Map<number, Item[]>();
  for (const item of [...items].reverse()) {
    const priority = priorityOf(item);
    const wave = waves.get(priority);
    if (wave === undefined) waves.set(priority, [item]);
    else wave.push(item);
  }
  return [...waves].sort(([a], [b]) => b - a).map(([, wave]) => wave);
}

/** Highest priority number first; equal ones keep the reverse of their order. */
export function byDescendingPriority<Item>(
  items: readonly Item[],
  priorityOf: (item: Item) => number,
): readonly Item[] {
  return [...items].reverse().sort((a, b) => priorityOf(b) - priorityOf(a));
}
