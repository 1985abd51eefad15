/**
 * Bounds what one turn of the event loop reads from streams whose programs write faster than they are read. libuv reads up
 * to 32 buffers of one stream while each read fills the buffer, which with several such streams takes tens of
 * milliseconds; whatever else happens, the death of a program above all, would wait for the end of that.
 *
 * The streams do not take turns buffer by buffer: one is read for a while and the others wait, so that a program and the
 * daemon work side by side on data that is in the caches, as fast as without a bound.
 */

/** Buffers of all streams together: about a millisecond's work. */
const BUFFERS_OF_A_TURN = 4;
/** In a row that one stream is read for, as long as it has more, while others wait. */
const TURNS_OF_A_STREAM = 8;

type Resume = () => void;

export class ReadTurns {
  readonly #defer: (action: () => void) => void;
  /** Streams that were stopped, the longest waiting first. */
  readonly #waiting = new Set<Resume>();
  /** Read in this turn. */
  #buffers = 0;
  #isScheduled = false;
  #current: Resume | null = null;
  #turnsLeft = 0;

  /** `defer` runs an action in the next turn. */
  constructor(defer: (action: () => void) => void) {
    this.#defer = defer;
  }

  /** A read filled the buffer. False: the stream is to read no more until `resume` is called. */
  filled(resume: Resume): boolean {
    this.#buffers += 1;
    this.#schedule();
    if (this.#buffers < BUFFERS_OF_A_TURN) return true;
    this.#waiting.add(resume);
    return false;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#defer(() => {
      this.#isScheduled = false;
      this.#begin();
    });
  }

  #begin(): void {
    this.#buffers = 0;
    const next = this.#next();
    if (next === null) return;
    this.#waiting.delete(next);
    // The one that reads may have no more to say, and then the others are not to wait for it.
    if (this.#waiting.size > 0) this.#schedule();
    next();
  }

  #next(): Resume | null {
    const goesOn = this.#current !== null && this.#turnsLeft > 0 && this.#waiting.has(this.#current);
    if (goesOn) this.#turnsLeft -= 1;
    else {
      [this.#current = null] = this.#waiting;
      this.#turnsLeft = TURNS_OF_A_STREAM - 1;
    }
    return this.#current;
  }
}
