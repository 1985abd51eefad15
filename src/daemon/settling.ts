/**
 * When the daemon has come to rest: after its own start, and after many starts of programs, once there were none for a
 * while. What such a time leaves behind is not needed any more, and V8 keeps it until it needs the room.
 */
import { later, type MonotonicTime, milliseconds } from '../core/units.ts';
import type { Clock } from '../supervisor/ports.ts';

/** As a rule programs count as running by then; what is logged and recorded of that is behind us. */
const REST = milliseconds(2000);
/** Fewer leave nothing behind that is worth the time it takes to look for it. */
const MANY_STARTS = 1000;

export class Settling {
  readonly #clock: Clock;
  readonly #settled: () => void;
  #starts = 0;
  #lastStart: MonotonicTime;
  #isWaiting = false;

  constructor(clock: Clock, settled: () => void) {
    this.#clock = clock;
    this.#settled = settled;
    this.#lastStart = clock.now();
  }

  /** The daemon has started what it is to start by itself. */
  daemonStarted(): void {
    this.#lastStart = this.#clock.now();
    this.#wait();
  }

  programStarted(): void {
    this.#lastStart = this.#clock.now();
    this.#starts += 1;
    if (this.#starts >= MANY_STARTS) this.#wait();
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#clock.schedule(later(this.#lastStart, REST), () => {
      this.#isWaiting = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#clock.now() < later(this.#lastStart, REST)) {
      this.#wait();
      return;
    }
    this.#starts = 0;
    this.#settled();
  }
}
