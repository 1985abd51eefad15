/** The only clock: monotonic time for decisions, wall-clock time for printing, timers for deadlines. */
import { type MonotonicTime, monotonicTime, type WallClockTime, wallClockTime } from '../core/units.ts';
import type { Clock, Timer } from '../supervisor/ports.ts';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

export class SystemClock implements Clock {
  now(): MonotonicTime {
    return monotonicTime(performance.now());
  }

  wallNow(): WallClockTime {
    return wallClockTime(Date.now());
  }

  schedule(at: MonotonicTime, action: () => void): Timer {
    return new Deadline(at, action);
  }

  defer(action: () => void): void {
    setImmediate(action);
  }
}

/** Waits in as many steps as it needs: far deadlines exceed one delay, and Node's timers may fire a little early. */
class Deadline implements Timer {
  readonly #at: MonotonicTime;
  readonly #action: () => void;
  #timeout: NodeJS.Timeout;

  constructor(at: MonotonicTime, action: () => void) {
    this.#at = at;
    this.#action = action;
    this.#timeout = this.#wait();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #wait(): NodeJS.Timeout {
    const delay = Math.ceil(this.#at - performance.now());
    return setTimeout(() => this.#fire(), Math.min(Math.max(delay, 0), LONGEST_DELAY));
  }

  #fire(): void {
    if (performance.now() < this.#at) this.#timeout = this.#wait();
    else this.#action();
  }
}
