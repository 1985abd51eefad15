/**
 * Lets a series of starts go first: channels begin to listen in small portions between other work. Nothing is late
 * that anybody sees, since the pipes keep what is written meanwhile.
 */
import { milliseconds } from '../../core/units.ts';
import type { OutputChannel } from '../../logs/output-channel.ts';
import type { Clock } from '../../supervisor/ports.ts';

/** The portion of each turn. */
const PORTION = milliseconds(1);

type Listening = Pick<OutputChannel, 'listen'>;

export class ListenQueue {
  readonly #clock: Clock;
  readonly #waiting: Listening[] = [];
  #isScheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(channel: Listening): void {
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
    try {
      for (const channel of this.#waiting) {
        done += 1;
        channel.listen();
        if (this.#clock.now() - began >= PORTION) break;
      }
    } finally {
      // Also where one of them could not listen: those behind it do.
      this.#waiting.splice(0, done);
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}
