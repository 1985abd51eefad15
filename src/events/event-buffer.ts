/**
 * The events that wait for a listener of one pool. When the buffer is full, the oldest event is dropped, whichever end the
 * new one comes in at. Source: Supervisor process.py, EventListenerPool.
 */
import type { PooledEvent } from '../core/pool-past.ts';
import type { ActivityLog } from '../supervisor/ports.ts';
import type { PoolJournal } from './pool-journal.ts';

export interface EventBufferOptions {
  /** Of the pool. */
  readonly name: string;
  readonly log: ActivityLog;
  /** How many events may wait, at least 1. */
  readonly bufferSize: number;
  /** Told of everything that a successor must know. */
  readonly journal?: PoolJournal;
}

export class EventBuffer {
  readonly #options: EventBufferOptions;
  readonly #waiting: PooledEvent[] = [];
  #discarded = 0;

  constructor(options: EventBufferOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get first(): PooledEvent | undefined {
    return this.#waiting[0];
  }

  /** How many were lost, because the buffer was full. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Goes on where an earlier daemon was. */
  restore(events: readonly PooledEvent[]): void {
    this.#waiting.push(...events);
  }

  past(): readonly PooledEvent[] {
    return [...this.#waiting];
  }

  append(event: PooledEvent): void {
    this.#makeRoom();
    this.#waiting.push(event);
    this.#options.journal?.waits(event, 'back');
  }

  /** An event that was given to a listener, and that it did not process. */
  putBack(event: PooledEvent): void {
    this.reportRebuffering(event);
    this.#makeRoom();
    this.#waiting.unshift(event);
    this.#options.journal?.waits(event, 'front');
  }

  removeFirst(): void {
    this.#waiting.shift();
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** `size` is that of the buffer without the event. */
  reportRebuffering({ serial }: PooledEvent, size: number = this.#waiting.length): void {
    const { name, bufferSize, log } = this.#options;
    if (!log.isEnabled('debug')) return;
    log.log('debug', `rebuffering event ${serial} for pool ${name} (buf size=${size}, max=${bufferSize})`);
  }

  #makeRoom(): void {
    const { name, bufferSize, log } = this.#options;
    if (this.#waiting.length < bufferSize) return;
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return;
    this.#discarded += 1;
    this.#options.journal?.dropped(oldest);
    log.log('error', `pool ${name} event buffer overflowed, discarding event ${oldest.serial}`);
  }
}
