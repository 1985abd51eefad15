/** The only clock: monotonic time for decisions, wall-clock time for printing, timers for deadlines. */
import { type MonotonicTime, monotonicTime, type WallClockTime, wallClockTime } from '../core/units.ts';
import type { Clock, Timer } from '../supervisor/ports.ts';
import { Deadlines } from './deadlines.ts';

export class SystemClock implements Clock {
  /** What to add to `performance.now()`, which counts from the start of this process. */
  readonly #origin = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  readonly #deadlines = new Deadlines(() => this.now());

  /** CLOCK_MONOTONIC, which is the same in all processes of one boot: another daemon's deadlines mean something here. */
  now(): MonotonicTime {
    return monotonicTime(performance.now() + this.#origin);
  }

  wallNow(): WallClockTime {
    return wallClockTime(Date.now());
  }

  schedule(at: MonotonicTime, action: () => void): Timer {
    return this.#deadlines.add(at, action);
  }

  defer(action: () => void): void {
    setImmediate(action);
  }
}
