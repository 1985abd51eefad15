/**
 * A reading that several want at once is made once: who asks while one is under way gets the next, together with all others
 * who do. So what it tells was never read before it was asked for.
 */
export class SharedReading<Result> {
  readonly #read: () => Promise<Result>;
  #current: Promise<Result> | null = null;
  #next: Promise<Result> | null = null;

  constructor(read: () => Promise<Result>) {
    this.#read = read;
  }

  get(): Promise<Result> {
    if (this.#next !== null) return this.#next;
    if (this.#current === null) return this.#begin();
    this.#next = this.#current.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  #begin(): Promise<Result> {
    this.#next = null;
    const current = this.#read().finally(() => {
      if (this.#current === current) this.#current = null;
    });
    this.#current = current;
    return current;
  }
}
