/**
 * TICK events at the multiples of 5, 60 and 3600 seconds of the wall clock. There is a timer only while somebody
 * subscribes, for the shortest period that is wanted. A multiple that was slept over is not made up. Source: Supervisor
 * supervisord.py, tick().
 */
import { later, milliseconds } from '../core/units.ts';
import type { Clock, Timer } from '../supervisor/ports.ts';
import type { EventBus } from './event-bus.ts';
import { tickPayload } from './payload.ts';

const PERIODS = [
  { name: 'TICK_5', seconds: 5 },
  { name: 'TICK_60', seconds: 60 },
  { name: 'TICK_3600', seconds: 3600 },
] as const;

type Period = (typeof PERIODS)[number];

/** The wall clock may be set while the timer sleeps: it is looked at this often. */
const LONGEST_SLEEP = 60;

export class Ticks {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  /** When the present slice of each wanted period began, in seconds. */
  #slices: ReadonlyMap<Period, number> = new Map();
  #timer: Timer | null = null;

  constructor(bus: EventBus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** To be called after each change of the subscriptions. */
  refresh(): void {
    const wanted = PERIODS.filter(({ name }) => this.#bus.isWanted(name));
    this.#slices = new Map(wanted.map((period) => [period, this.#slices.get(period) ?? this.#slice(period)]));
    this.#arm();
  }

  close(): void {
    this.#slices = new Map();
    this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const [shortest] = this.#slices.keys();
    if (shortest === undefined) return;
    const period = Math.min(shortest.seconds, LONGEST_SLEEP) * 1000;
    const delay = milliseconds(period - (this.#clock.wallNow() % period));
    this.#timer = this.#clock.schedule(later(this.#clock.now(), delay), () => this.#tick());
  }

  #tick(): void {
    const before = this.#slices;
    this.#slices = new Map([...before.keys()].map((period) => [period, this.#slice(period)]));
    this.#arm();
    for (const [period, slice] of this.#slices) {
      if (slice !== before.get(period)) this.#bus.emit(period.name, () => tickPayload(slice));
    }
  }

  #slice({ seconds }: Period): number {
    const now = Math.floor(this.#clock.wallNow() / 1000);
    return now - (now % seconds);
  }
}
