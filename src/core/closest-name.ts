/** "Did you mean": the known name that a mistyped one most likely stands for. */

/**
 * The candidate with the fewest typing errors (insertion, deletion, substitution, swap of neighbours), case ignored;
 * null when even the best one differs too much to be a slip: in more than a third of the longer name's letters.
 */
export function closestName(written: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const tolerated = Math.floor(Math.max(written.length, candidate.length) / 3);
    // It takes at least that many errors; and a very long text is not compared letter by letter.
    if (Math.abs(written.length - candidate.length) > tolerated) continue;
    const distance = typingErrors(written.toLowerCase(), candidate.toLowerCase());
    if (distance <= tolerated && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The optimal string alignment distance. */
function typingErrors(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = isSwap ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, substitution, swap));
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
