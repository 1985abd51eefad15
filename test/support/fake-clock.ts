import {
  type MonotonicTime,
  monotonicTime,
  type WallClockTime,
  wallClockTime,
} from '../../src/core/units.ts';
import type { Clock, Timer } from '../../src/supervisor/ports.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Virtual time: nothing happens until `advance` is called, then everything that is due, in order. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #order = 0;
  #pending = new Set<Pending>();
  #wallOffset = 1_700_000_000_000;

  now(): MonotonicTime {
    return monotonicTime(this.#now);
  }

  wallNow(): WallClockTime {
    return wallClockTime(this.#wallOffset + this.#now);
  }

  /** Somebody sets the clock; what is due stays due. */
  setWall(milliseconds: number): void {
    this.#wallOffset = milliseconds - this.#now;
  }

  schedule(at: MonotonicTime, action: () => void): Timer {
    const entry = { at: Math.max(at, this.#now), order: this.#order++, action };
    this.#pending.add(entry);
    return { cancel: () => this.#pending.delete(entry) };
  }

  defer(action: () => void): void {
    this.schedule(this.now(), action);
  }

  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Runs what is due now, without letting time pass. */
  settle(): void {
    this.advance(0);
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#nextDue(end); next !== undefined; next = this.#nextDue(end)) {
      this.#pending.delete(next);
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }

  #nextDue(end: number): Pending | undefined {
    return [...this.#pending]
      .filter((entry) => entry.at <= end)
      .sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}
