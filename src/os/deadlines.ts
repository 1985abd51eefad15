/**
 * Actions at their times, behind one timer of Node's for the next of them: with a thousand programs that are started or
 * stopped together, a timer each would cost more than what it does.
 */
import type { MonotonicTime } from '../core/units.ts';
import type { Timer } from '../supervisor/ports.ts';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * In milliseconds. Who fires later than this was held up: stopped, swapped out, or by a disk that hung. What happened
 * meanwhile comes first then, an exit for instance, which makes the deadline of a stop void.
 */
const HELD_UP = 200;

export class Deadlines {
  readonly #now: () => MonotonicTime;
  /** By time; of equal ones the earlier added first. */
  readonly #waiting: Deadline[] = [];
  #timeout: NodeJS.Timeout | null = null;
  #isFiring = false;

  constructor(now: () => MonotonicTime) {
    this.#now = now;
  }

  add(at: MonotonicTime, action: () => void): Timer {
    const deadline = new Deadline(at, action, this);
    const place = this.#placeAfter(at);
    this.#waiting.splice(place, 0, deadline);
    if (place === 0) this.#arm();
    return deadline;
  }

  remove(deadline: Deadline): void {
    let place = this.#placeAfter(deadline.at) - 1;
    while (place >= 0 && this.#waiting[place] !== deadline && this.#waiting[place]?.at === deadline.at)
      place -= 1;
    if (this.#waiting[place] !== deadline) return;
    this.#waiting.splice(place, 1);
    if (place === 0) this.#arm();
  }

  /** Where one of this time goes: behind all that are not later. */
  #placeAfter(at: MonotonicTime): number {
    let [low, high] = [0, this.#waiting.length];
    // Most go to the end.
    if (high === 0 || (this.#waiting[high - 1] as Deadline).at <= at) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle] as Deadline).at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #arm(): void {
    if (this.#isFiring) return;
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    const next = this.#waiting[0];
    if (next === undefined) {
      this.#timeout = null;
      return;
    }
    const delay = Math.ceil(next.at - this.#now());
    this.#timeout = setTimeout(() => this.#wake(), Math.min(Math.max(delay, 0), LONGEST_DELAY));
  }

  #wake(): void {
    this.#isFiring = true;
    const next = this.#waiting[0];
    // Node looks at descriptors and signals between its timers and its immediates.
    if (next !== undefined && this.#now() - next.at > HELD_UP) setImmediate(() => this.#fire());
    else this.#fire();
  }

  /** Waits in as many steps as it needs: far deadlines exceed one delay, and Node's timers may fire a little early. */
  #fire(): void {
    try {
      // What is added meanwhile has its time later, also if it is due at once.
      for (let due = this.#placeAfter(this.#now()); due > 0; due -= 1) this.#fireNext();
    } finally {
      this.#isFiring = false;
      this.#arm();
    }
  }

  #fireNext(): void {
    const next = this.#waiting[0];
    // Another one that was due may have been removed by an action.
    if (next === undefined || next.at > this.#now()) return;
    this.#waiting.shift();
    next.action();
  }
}

class Deadline implements Timer {
  readonly at: MonotonicTime;
  readonly action: () => void;
  readonly #owner: Deadlines;

  constructor(at: MonotonicTime, action: () => void, owner: Deadlines) {
    this.at = at;
    this.action = action;
    this.#owner = owner;
  }

  cancel(): void {
    this.#owner.remove(this);
  }
}
