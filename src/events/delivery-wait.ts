/**
 * Before listeners are stopped, they get the events that wait for them: the last ones of the programs that were stopped
 * before, and that of the shutdown itself. A listener that makes no progress is not waited for.
 */
import { later, type Milliseconds, milliseconds } from '../core/units.ts';
import type { Clock, Timer } from '../supervisor/ports.ts';
import type { ListenerPool } from './listener-pool.ts';

/** How long one event may take, and how long all of them. */
const PATIENCE = milliseconds(1000);
const LONGEST_WAIT = milliseconds(5000);

/** Resolves when nothing is left that a listener will take, or after a few seconds. Null when nothing is left now. */
export function untilDelivered(pools: readonly ListenerPool[], clock: Clock): Promise<void> | null {
  const busy = pools.filter((pool) => pool.hasWork);
  return busy.length === 0 ? null : new Promise((resolve) => new DeliveryWait(busy, clock, resolve).begin());
}

class DeliveryWait {
  readonly #pools: readonly ListenerPool[];
  readonly #clock: Clock;
  readonly #onDone: () => void;
  readonly #end: Timer;
  #patience: Timer;
  #processed: number;

  constructor(pools: readonly ListenerPool[], clock: Clock, onDone: () => void) {
    this.#pools = pools;
    this.#clock = clock;
    this.#onDone = onDone;
    this.#end = this.#after(LONGEST_WAIT);
    this.#patience = this.#after(PATIENCE);
    this.#processed = this.#countProcessed();
  }

  begin(): void {
    for (const pool of this.#pools) pool.onProgress(() => this.#look());
  }

  #look(): void {
    if (!this.#pools.some((pool) => pool.hasWork)) {
      this.#finish();
      return;
    }
    const processed = this.#countProcessed();
    if (processed === this.#processed) return;
    this.#processed = processed;
    this.#patience.cancel();
    this.#patience = this.#after(PATIENCE);
  }

  #finish(): void {
    for (const pool of this.#pools) pool.onProgress(null);
    this.#end.cancel();
    this.#patience.cancel();
    this.#onDone();
  }

  #countProcessed(): number {
    return this.#pools.reduce((sum, pool) => sum + pool.info().processed, 0);
  }

  #after(wait: Milliseconds): Timer {
    return this.#clock.schedule(later(this.#clock.now(), wait), () => this.#finish());
  }
}
