/**
 * The events that wait for a listener of one pool. When the buffer is full, the oldest event is dropped, whichever end the
 * new one comes in at. Source: Supervisor process.py, EventListenerPool.
 */
import type { ActivityLog } from '../supervisor/ports.ts';
import type { EmittedEvent } from './event-bus.ts';
import type { ConcreteEventName } from './event-types.ts';
import type { PooledEvent, PoolJournal } from './pool-past.ts';

export interface EventBufferOptions {
  /** Of the pool. */
  readonly name: string;
  readonly log: ActivityLog;
  /** How many events may wait, at least 1. */
  readonly bufferSize: number;
  /** Told of everything that a successor must know. */
  readonly journal?: PoolJournal;
}

/** An event with its number among those of the pool. */
export interface NumberedEvent {
  readonly event: Pick<EmittedEvent, 'name' | 'payload'>;
  readonly serial: number;
  readonly poolSerial: number;
}

export class EventBuffer {
  readonly #options: EventBufferOptions;
  readonly #waiting: NumberedEvent[] = [];
  #discarded = 0;

  constructor(options: EventBufferOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get first(): NumberedEvent | undefined {
    return this.#waiting[0];
  }

  /** How many were lost, because the buffer was full. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Goes on where an earlier daemon was. */
  restore(events: readonly PooledEvent[]): void {
    this.#waiting.push(...events.map(numbered));
  }

  past(): PooledEvent[] {
    return this.#waiting.map(pooled);
  }

  append(event: NumberedEvent): void {
    this.#makeRoom();
    this.#waiting.push(event);
    this.#options.journal?.waits(pooled(event), 'back');
  }

  /** An event that was given to a listener, and that it did not process. */
  putBack(event: NumberedEvent): void {
    this.reportRebuffering(event);
    this.#makeRoom();
    this.#waiting.unshift(event);
    this.#options.journal?.waits(pooled(event), 'front');
  }

  removeFirst(): void {
    this.#waiting.shift();
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** `size` is that of the buffer without the event. */
  reportRebuffering({ serial }: NumberedEvent, size: number = this.#waiting.length): void {
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
    this.#options.journal?.dropped(pooled(oldest));
    log.log('error', `pool ${name} event buffer overflowed, discarding event ${oldest.serial}`);
  }
}

export function pooled({ event: { name, payload }, serial, poolSerial }: NumberedEvent): PooledEvent {
  return { name, payload, serial, poolSerial };
}

export function numbered({ name, payload, serial, poolSerial }: PooledEvent): NumberedEvent {
  // The name was that of an event when it was written down.
  return { event: { name: name as ConcreteEventName, payload }, serial, poolSerial };
}
