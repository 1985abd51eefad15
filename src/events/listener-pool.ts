/**
 * The listeners of one `[eventlistener:x]` section and the events that wait for them. An event goes to one listener, the
 * first that is RUNNING and READY, and comes back to the front of the buffer when that one rejects it, breaks the
 * protocol or dies. When the buffer is full, the oldest event is dropped. Source: Supervisor process.py,
 * EventListenerPool; dispatchers.py.
 *
 * Events are handed out in a turn of their own, so that all lines that belong to the cause of an event are in the log
 * first. Nothing here ever waits for a listener.
 */
import { assertNever } from '../core/assert-never.ts';
import {
  BUSY_LISTENER_STATE,
  feedListener,
  INITIAL_LISTENER_STATE,
  type ListenerContext,
  type ListenerEffect,
  type ListenerState,
  type ListenerStateName,
} from '../core/listener-machine.ts';
import type { ActivityLog, Clock, StdinOutcome } from '../supervisor/ports.ts';
import type { EmittedEvent } from './event-bus.ts';
import type { ConcreteEventName } from './event-types.ts';
import { envelope, textOrRepr } from './payload.ts';
import type { ListenerPast, PooledEvent, PoolJournal, PoolPast } from './pool-past.ts';
import { judge, type ResultHandler } from './result-handler.ts';

/** One process of the group, looked up anew each time. */
export interface PoolMember {
  readonly name: string;
  readonly isRunning: boolean;
  write(data: string): StdinOutcome;
}

export interface PoolOptions {
  readonly name: string;
  /** The daemon's identifier. */
  readonly server: string;
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** How many events may wait, at least 1. */
  readonly bufferSize: number;
  /** Null: `OK` is processed, anything else is rejected. */
  readonly resultHandler: ResultHandler | null;
  /** In the order of their creation. */
  readonly members: () => readonly PoolMember[];
  /** Told of everything that a successor must know. */
  readonly journal?: PoolJournal;
}

export interface ListenerInfo {
  readonly name: string;
  readonly state: ListenerStateName;
  /** The event that it works on. */
  readonly serial: number | null;
}

export interface PoolInfo {
  readonly name: string;
  readonly bufferSize: number;
  readonly buffered: number;
  /** Since the pool was made. Each event counts as often as it went in. */
  readonly accepted: number;
  readonly processed: number;
  /** Lost, because the buffer was full. */
  readonly discarded: number;
  readonly listeners: readonly ListenerInfo[];
}

interface Entry {
  readonly event: Pick<EmittedEvent, 'name' | 'payload'>;
  readonly serial: number;
  readonly poolSerial: number;
}

interface Listener {
  state: ListenerState;
  /** The event that it works on. */
  entry: Entry | null;
  isGone: boolean;
  heard: number;
}

export class ListenerPool {
  readonly #options: PoolOptions;
  readonly #listeners = new Map<string, Listener>();
  readonly #buffer: Entry[] = [];
  #onProgress: (() => void) | null = null;
  #isScheduled = false;
  #isClosed = false;
  #accepted = 0;
  #processed = 0;
  #discarded = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  info(): PoolInfo {
    const { name, bufferSize, members } = this.#options;
    return {
      name,
      bufferSize,
      buffered: this.#buffer.length,
      accepted: this.#accepted,
      processed: this.#processed,
      discarded: this.#discarded,
      listeners: members().map((member) => {
        const { state, entry } = this.#listener(member.name);
        return { name: member.name, state: state.name, serial: entry?.serial ?? null };
      }),
    };
  }

  /** Goes on where an earlier daemon was. Before anything else happens here. */
  restore({ accepted, events, listeners }: PoolPast): void {
    this.#accepted = Math.max(accepted, this.#accepted);
    this.#buffer.push(...events.map(entryOf));
    for (const [name, { state, event, heard = 0 }] of listeners) {
      const entry = event === null ? null : entryOf(event);
      this.#listeners.set(name, { state, entry, isGone: false, heard });
    }
    this.#dispatchSoon();
  }

  /** What {@link restore} needs. */
  past(): PoolPast {
    const listeners = [...this.#listeners].map(([name, listener]) => [name, pastOf(listener)] as const);
    return {
      accepted: this.#accepted,
      events: this.#buffer.map(pooled),
      listeners: new Map(listeners),
    };
  }

  /** Takes an event, `times` times where the pool subscribes to several types that it belongs to. */
  accept(event: EmittedEvent, times: number): void {
    const entry: Entry = { event, serial: event.serial, poolSerial: this.#accepted };
    this.#accepted += 1;
    for (let time = 0; time < times; time++) {
      if (time > 0) this.#reportRebuffering(entry);
      this.#makeRoom();
      this.#buffer.push(entry);
      this.#options.journal?.waits(pooled(entry), 'back');
    }
    this.#dispatchSoon();
  }

  /** A listener is about to be started: it begins the protocol anew. */
  starts(name: string): void {
    const listener = this.#listener(name);
    this.#takeBack(listener);
    listener.state = INITIAL_LISTENER_STATE;
    listener.isGone = false;
    this.#noteListener(name, listener);
  }

  /** A listener can be given events from now on, once it says that it is ready. */
  isUp(): void {
    this.#dispatchSoon();
  }

  /** A listener ended. Its event is taken back in the next turn, after all lines that report its end. */
  ended(name: string): void {
    this.#listener(name).isGone = true;
    this.#dispatchSoon();
    this.#onProgress?.();
  }

  /** What a listener said on its standard output. On file when this returns. */
  heard(name: string, bytes: Uint8Array): void {
    const listener = this.#listener(name);
    listener.heard += bytes.byteLength;
    const { next, effects } = feedListener(listener.state, bytes, this.#contextOf(name, listener));
    const isNew = next !== listener.state;
    listener.state = next;
    for (const effect of effects) this.#carryOut(effect, listener);
    // An event that waits has no cause whose lines are still to come. What is sent now stands on file with the words that
    // asked for it, in one record.
    if (next.name === 'READY' && this.#buffer.length > 0 && !this.#isScheduled) this.#dispatch();
    if (isNew && listener.state === next) this.#noteListener(name, listener);
    if (effects.length > 0) this.#onProgress?.();
  }

  /** How many bytes of the listener were heard. */
  heardBytes(name: string): number {
    return this.#listener(name).heard;
  }

  /** Whether events wait or are worked on, and a listener is there that may take them. */
  get hasWork(): boolean {
    const able = this.#options.members().flatMap(({ name, isRunning }) => {
      const listener = this.#listener(name);
      return isRunning && listener.state.name !== 'UNKNOWN' ? [listener] : [];
    });
    return able.length > 0 && (this.#buffer.length > 0 || able.some(({ entry }) => entry !== null));
  }

  /** `action` is called whenever {@link hasWork} may have changed; null ends that. */
  onProgress(action: (() => void) | null): void {
    this.#onProgress = action;
  }

  /** The group is taken out of use: what waits is forgotten. */
  close(): void {
    this.#isClosed = true;
    this.#buffer.length = 0;
    this.#onProgress?.();
  }

  #listener(name: string): Listener {
    const found = this.#listeners.get(name);
    if (found !== undefined) return found;
    const listener: Listener = { state: INITIAL_LISTENER_STATE, entry: null, isGone: false, heard: 0 };
    this.#listeners.set(name, listener);
    return listener;
  }

  /** READY and the next event cannot come in between: whoever is BUSY has one event, until its result is judged. */
  #contextOf(name: string, listener: Listener): ListenerContext {
    const { resultHandler } = this.#options;
    const { entry } = listener;
    const context = { name, textOf: textOrRepr };
    if (resultHandler === null || entry === null) return context;
    return { ...context, judge: (result) => judge(resultHandler, pooled(entry), result) };
  }

  #carryOut(effect: ListenerEffect, listener: Listener): void {
    switch (effect.kind) {
      case 'log':
        this.#options.log.log(effect.level, effect.message);
        return;
      case 'accepted':
        listener.entry = null;
        this.#processed += 1;
        return;
      case 'rejected':
        this.#takeBack(listener);
        return;
      default:
        assertNever(effect);
    }
  }

  #takeBack(listener: Listener): void {
    const { entry } = listener;
    listener.entry = null;
    if (entry === null) return;
    this.#putInFront(entry);
    this.#dispatchSoon();
  }

  #putInFront(entry: Entry): void {
    this.#reportRebuffering(entry);
    this.#makeRoom();
    this.#buffer.unshift(entry);
    this.#options.journal?.waits(pooled(entry), 'front');
  }

  /** `size` is that of the buffer without the event. */
  #reportRebuffering({ serial }: Entry, size: number = this.#buffer.length): void {
    const { name, bufferSize, log } = this.#options;
    if (!log.isEnabled('debug')) return;
    log.log('debug', `rebuffering event ${serial} for pool ${name} (buf size=${size}, max=${bufferSize})`);
  }

  #makeRoom(): void {
    const { name, bufferSize, log } = this.#options;
    if (this.#buffer.length < bufferSize) return;
    const oldest = this.#buffer.shift();
    if (oldest === undefined) return;
    this.#discarded += 1;
    this.#options.journal?.dropped(pooled(oldest));
    log.log('error', `pool ${name} event buffer overflowed, discarding event ${oldest.serial}`);
  }

  #dispatchSoon(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    this.#options.clock.defer(() => {
      this.#isScheduled = false;
      if (!this.#isClosed) this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const [name, listener] of this.#listeners) {
      if (!listener.isGone || listener.entry === null) continue;
      this.#takeBack(listener);
      this.#noteListener(name, listener);
    }
    const ready = this.#options.members().filter((member) => this.#isReady(member));
    if (ready.length === 0) return;
    for (let entry = this.#buffer[0]; entry !== undefined; entry = this.#buffer[0]) {
      if (!this.#send(entry, ready)) {
        // It stays where it is: taking it out and putting it back would move all that wait, for each event.
        this.#reportRebuffering(entry, this.#buffer.length - 1);
        return;
      }
      this.#buffer.shift();
    }
  }

  #isReady({ name, isRunning }: PoolMember): boolean {
    return isRunning && this.#listener(name).state.name === 'READY';
  }

  /** Answers whether a listener took it. */
  #send(entry: Entry, members: readonly PoolMember[]): boolean {
    const { log } = this.#options;
    const { serial } = entry;
    for (const member of members) {
      if (!this.#isReady(member)) continue;
      const outcome = member.write(this.#envelope(entry));
      if (outcome === 'written') {
        const listener = this.#listener(member.name);
        listener.state = BUSY_LISTENER_STATE;
        listener.entry = entry;
        this.#noteListener(member.name, listener);
        log.log('debug', `event ${serial} sent to listener ${member.name}`);
        return true;
      }
      // A listener that is READY but does not read is passed over in the same way.
      const reason = outcome === 'closed' ? 'epipe' : 'full pipe';
      log.log(
        'debug',
        `${reason} occurred while sending event ${serial} to listener ${member.name}, listener state unchanged`,
      );
    }
    return false;
  }

  #noteListener(name: string, listener: Listener): void {
    this.#options.journal?.listener(name, pastOf(listener));
  }

  #envelope({ event, serial, poolSerial }: Entry): string {
    const { server, name: pool } = this.#options;
    const { name: eventName, payload } = event;
    return envelope({ server, serial, pool, poolSerial, eventName, payload });
  }
}

function pastOf({ state, entry, heard }: Listener): ListenerPast {
  return { state, event: entry === null ? null : pooled(entry), heard };
}

function pooled({ event: { name, payload }, serial, poolSerial }: Entry): PooledEvent {
  return { name, payload, serial, poolSerial };
}

function entryOf({ name, payload, serial, poolSerial }: PooledEvent): Entry {
  // The name was that of an event when it was written down.
  return { event: { name: name as ConcreteEventName, payload }, serial, poolSerial };
}
