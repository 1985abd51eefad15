/**
 * Tells when the daemon has come to rest: after its own start or after much work, once there was hardly any for a while.
 * What such a busy time leaves behind is not needed any more, and V8 would keep it until it needs the room.
 */
import { later, milliseconds } from '../core/units.ts';
import type { Clock } from '../supervisor/ports.ts';

/** As a rule programs count as running by then; what is logged and recorded of that is behind us. */
const REST = milliseconds(2000);
/** Work is counted in starts of programs; less leaves nothing behind that is worth the time it takes to look for it. */
const MUCH = 1000;
/** In {@link REST}: a program that keeps crashing, or somebody who looks at a few others, may go on for ever. */
const LITTLE = 10;
/** A reply of so many bytes leaves as much behind as a start does. */
const BYTES_LIKE_A_START = 65_536;
/** A short reply takes its request, headers and objects all the same. */
const LEAST_BYTES = 1024;

export class Settling {
  readonly #clock: Clock;
  readonly #settled: () => void;
  /** Since it was looked at last. */
  #work = 0;
  #isWaiting = false;

  constructor(clock: Clock, settled: () => void) {
    this.#clock = clock;
    this.#settled = settled;
  }

  /** The daemon has started what it is to start by itself. */
  daemonStarted(): void {
    this.#wait();
  }

  programStarted(): void {
    this.#worked(1);
  }

  /** A reply of so many bytes was made. */
  replied(bytes: number): void {
    this.#worked(Math.max(bytes, LEAST_BYTES) / BYTES_LIKE_A_START);
  }

  #worked(amount: number): void {
    this.#work += amount;
    if (this.#work >= MUCH) this.#wait();
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#lookLater();
  }

  #lookLater(): void {
    this.#work = 0;
    this.#clock.schedule(later(this.#clock.now(), REST), () => this.#look());
  }

  #look(): void {
    if (this.#work > LITTLE) {
      this.#lookLater();
      return;
    }
    this.#isWaiting = false;
    this.#work = 0;
    this.#settled();
  }
}
