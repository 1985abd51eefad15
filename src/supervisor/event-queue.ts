import type { ProcessEvent } from '../core/process-event.ts';

/**
 * What happens to a process, handled one event after the other. What comes while one is handled waits; what one brings
 * about at once, as a spawn does, comes before all that wait. So there is no recursion, no overlap and no lock.
 */
export class EventQueue {
  readonly #handle: (event: ProcessEvent) => void;
  #waiting: ProcessEvent[] = [];
  #isHandling = false;
  #isClosed = false;

  constructor(handle: (event: ProcessEvent) => void) {
    this.#handle = handle;
  }

  /** Handled when this returns, unless it comes while another is handled. */
  add(event: ProcessEvent): void {
    if (this.#isClosed) return;
    this.#waiting.push(event);
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
        this.#handle(next);
    } finally {
      this.#isHandling = false;
      // An empty array keeps the room for what was in it.
      if (this.#waiting.length === 0) this.#waiting = [];
    }
  }

  /** Handled before what waits: next, where an event is handled now. */
  addFirst(event: ProcessEvent): void {
    this.#waiting.unshift(event);
  }

  /** Nothing happens any more: what is added from now on is forgotten. */
  close(): void {
    this.#isClosed = true;
  }
}
