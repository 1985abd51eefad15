/**
 * Lets a series of starts go first: channels begin to listen in small portions between other work. Nothing is late
 * that anybody sees, since the pipes keep what is written meanwhile.
 */

import { milliseconds } from '../core/units.ts';
import type { OutputChannel } from '../logs/output-channel.ts';
import type { Clock } from '../supervisor/ports.ts';

/** The portion of each turn. */
const PORTION = milliseconds(1);

export class ListenQueue {
  readonly #clock: Clock;
  #waiting: OutputChannel[] = [];
  #isScheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(channel: OutputChannel): void {
    this.#waiting.push(channel);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.schedule(this.#clock.now(), () => {
      this.#isScheduled = false;
      this.#work();
    });
  }

  #work(): void {
    const began = this.#clock.now();
    let done = 0;
    for (const channel of this.#waiting) {
      channel.listen();
      done += 1;
      if (this.#clock.now() - began >= PORTION) break;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) this.#schedule();
  }
}
