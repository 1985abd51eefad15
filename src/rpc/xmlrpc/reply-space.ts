/**
 * Memory for long replies, used again for the next one. It lies outside of the heap, but the collector counts it: a new
 * megabyte for each reply would make it go through the whole heap after every few of them.
 */
const FIRST_SIZE = 65_536;
/**
 * More than ten thousand processes take; a larger one is left to the collector. What of it no reply has filled is not in
 * memory.
 */
const MOST_KEPT = 16 * 1024 * 1024;

export class ReplySpace {
  #spare: Buffer | null = null;

  /** Of any size and content; the taker's own until it is given back. */
  take(): Buffer {
    const space = this.#spare ?? Buffer.allocUnsafeSlow(FIRST_SIZE);
    this.#spare = null;
    return space;
  }

  /** Nobody may read or write it any more. Need not be called: then it is garbage. */
  giveBack(space: Buffer): void {
    if (space.length <= MOST_KEPT) this.#spare = space;
  }

  /** Keeps nothing for the next reply, when none is expected soon. */
  clear(): void {
    this.#spare = null;
  }
}
