/**
 * Long work in pieces, so that the event loop turns meanwhile: programs are served, commands answered. The work is a
 * generator, which may be left at each of its `yield`s.
 */

/** In milliseconds. Between two pieces everybody else who waits has a turn. */
const PIECE = 3;

export interface Turns {
  /** In milliseconds. */
  now(): number;
  /** Resolves when all that waits now has had its turn. */
  next(): Promise<void>;
}

const EVENT_LOOP: Turns = {
  now: () => performance.now(),
  next: () => new Promise((resolve) => setImmediate(resolve)),
};

/** What the work returns. Begins at once. */
export async function inPieces<Result>(
  work: Generator<void, Result>,
  turns: Turns = EVENT_LOOP,
): Promise<Result> {
  for (;;) {
    const end = turns.now() + PIECE;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (turns.now() < end);
    await turns.next();
  }
}
