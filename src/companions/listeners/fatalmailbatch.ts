/** What vigil-fatalmailbatch does with events: it collects, and sends at ticks. */
import type { ListenerEvent } from '../../listener/listener.ts';
import type { FatalmailbatchOptions } from './fatalmailbatch-options.ts';
import type { SendMail } from './mailer.ts';
import { namesOf, troubleIn } from './process-event.ts';

export interface FatalmailbatchSurroundings {
  readonly sendMail: SendMail;
  readonly report: (line: string) => void;
  readonly now: () => Date;
}

/** More lines than this are counted and not kept. */
const LONGEST_BATCH = 10_000;

export class FatalBatch {
  readonly #options: FatalmailbatchOptions;
  readonly #surroundings: FatalmailbatchSurroundings;
  #lines: string[] = [];
  #left = 0;
  #seconds = 0;

  constructor(options: FatalmailbatchOptions, surroundings: FatalmailbatchSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
  }

  async take(event: ListenerEvent): Promise<void> {
    if (troubleIn(event) === 'given up') this.#add(event);
    else if (event.name === this.#options.tick.name) await this.#tick();
  }

  #add(event: ListenerEvent): void {
    const { group, name } = namesOf(event);
    const at = this.#surroundings.now().toISOString();
    const line = `${at} -- Process ${group}:${name} failed to start too many times`;
    this.#surroundings.report(line);
    if (this.#lines.length < LONGEST_BATCH) this.#lines.push(line);
    else this.#left++;
  }

  async #tick(): Promise<void> {
    const { intervalMinutes, tick, to, from, subject } = this.#options;
    this.#seconds += tick.seconds;
    if (this.#seconds < intervalMinutes * 60) return;
    const lines = this.#left === 0 ? this.#lines : [...this.#lines, `and ${this.#left} more`];
    this.#seconds = 0;
    this.#lines = [];
    this.#left = 0;
    if (lines.length > 0) await this.#surroundings.sendMail({ to, from, subject, text: lines.join('\n') });
  }
}
