/** The only clock: monotonic time for decisions, wall-clock time for printing, timers for deadlines. */
import { type MonotonicTime, monotonicTime, type WallClockTime, wallClockTime } from '../core/units.ts';
import type { Clock, Timer } from '../supervisor/ports.ts';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

export class SystemClock implements Clock {
  /** What to add to `performance.now()`, which counts from the start of this process. */
  readonly #origin = Number(process.hrtime.bigint()) / 1e6 - performance.now();

  /** CLOCK_MONOTONIC, which is the same in all processes of one boot: another daemon's deadlines mean something here. */
  now(): MonotonicTime {
    return monotonicTime(performance.now() + this.#origin);
  }

  wallNow(): WallClockTime {
    return wallClockTime(Date.now());
  }

  schedule(at: MonotonicTime, action: () => void): Timer {
    return new Deadline(this, at, action);
  }

  defer(action: () => void): void {
    setImmediate(action);
  }
}

/** Waits in as many steps as it needs: far deadlines exceed one delay, and Node's timers may fire a little early. */
class Deadline implements Timer {
  readonly #clock: SystemClock;
  readonly #at: MonotonicTime;
  readonly #action: () => void;
  #timeout: NodeJS.Timeout;

  constructor(clock: SystemClock, at: MonotonicTime, action: () => void) {
    this.#clock = clock;
    this.#at = at;
    this.#action = action;
    this.#timeout = this.#wait();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #wait(): NodeJS.Timeout {
    const delay = Math.ceil(this.#at - this.#clock.now());
    return setTimeout(() => this.#fire(), Math.min(Math.max(delay, 0), LONGEST_DELAY));
  }

  #fire(): void {
    if (this.#clock.now() < this.#at) this.#timeout = this.#wait();
    else this.#action();
  }
}
