/** Those who wait for the next change of something. */
export class ChangeWaiters {
  #waiters: (() => void)[] = [];

  /** Resolves at the next {@link wake}; rejects with the signal's reason when aborted. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== changed);
        reject(signal.reason);
      };
      const changed = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiters.push(changed);
    });
  }

  wake(): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
