/** Keeps the newest `limit` bytes of what it is given. Holds at most about twice as much memory. */
export class NewestBytes {
  readonly #limit: number;
  #buffer = new Uint8Array(0);
  #start = 0;
  #end = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(chunk: Uint8Array): void {
    const added = chunk.subarray(Math.max(0, chunk.byteLength - this.#limit));
    this.#start = Math.max(this.#start, this.#end + added.byteLength - this.#limit);
    if (this.#end + added.byteLength > this.#buffer.byteLength) this.#makeRoom(added.byteLength);
    this.#buffer.set(added, this.#end);
    this.#end += added.byteLength;
  }

  /** What was kept, as bytes of the caller's own; nothing is kept afterwards. */
  take(): Uint8Array {
    const taken = this.#buffer.slice(this.#start, this.#end);
    this.#buffer = new Uint8Array(0);
    this.#start = 0;
    this.#end = 0;
    return taken;
  }

  #makeRoom(added: number): void {
    const kept = this.#buffer.subarray(this.#start, this.#end);
    const needed = kept.byteLength + added;
    const isRoomy = this.#buffer.byteLength >= 2 * needed;
    const next = isRoomy ? this.#buffer : new Uint8Array(2 * needed);
    next.set(kept, 0);
    this.#buffer = next;
    this.#start = 0;
    this.#end = kept.byteLength;
  }
}
