/**
 * Shares the turns of the event loop between the streams whose programs write faster than they are read. libuv reads up
 * to 32 buffers of one stream while each read fills the buffer, which with several such streams takes tens of
 * milliseconds; whatever else happens, the death of a program above all, would wait for the end of that.
 */

/** Buffers of all streams together that one turn reads, but at least one of each: about a millisecond's work. */
const BUFFERS_OF_A_TURN = 4;

export class ReadTurns {
  readonly #defer: (action: () => void) => void;
  #waiting: (() => void)[] = [];
  #share = BUFFERS_OF_A_TURN;

  /** `defer` runs an action in the next turn. */
  constructor(defer: (action: () => void) => void) {
    this.#defer = defer;
  }

  /** How many full buffers a stream may read before it leaves the rest to the next turn. */
  get share(): number {
    return this.#share;
  }

  /** Calls `resume` in the next turn. */
  wait(resume: () => void): void {
    if (this.#waiting.length === 0) this.#defer(() => this.#begin());
    this.#waiting.push(resume);
  }

  #begin(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#share = Math.max(1, Math.floor(BUFFERS_OF_A_TURN / waiting.length));
    for (const resume of waiting) resume();
  }
}
