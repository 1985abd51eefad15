/**
 * The listeners of one `[eventlistener:x]` section and the events that wait for them. An event goes to one listener, the
 * first that is RUNNING and READY, and comes back to the front of the buffer when that one rejects it, breaks the
 * protocol or dies. Source: Supervisor process.py, EventListenerPool; dispatchers.py.
 *
 * Events are handed out in a turn of their own, so that all lines that belong to the cause of an event are in the log
 * first. Nothing here ever waits for a listener.
 */
import { assertNever } from '../core/assert-never.ts';
import type { ListenerEffect } from '../core/listener-machine.ts';
import type { PooledEvent, PoolPast } from '../core/pool-past.ts';
import type { Clock, StdinOutcome } from '../supervisor/ports.ts';
import { EventBuffer, type EventBufferOptions } from './event-buffer.ts';
import type { EmittedEvent } from './event-bus.ts';
import { envelope } from './payload.ts';
import type { PoolInfo } from './pool-info.ts';
import { PoolListener } from './pool-listener.ts';
import type { ResultHandler } from './result-handler.ts';

/** One process of the group, looked up anew each time. */
export interface PoolMember {
  readonly name: string;
  readonly isRunning: boolean;
  write(data: string): StdinOutcome;
}

export interface PoolOptions extends EventBufferOptions {
  /** The daemon's identifier. */
  readonly server: string;
  readonly clock: Clock;
  /** Null: `OK` is processed, anything else is rejected. */
  readonly resultHandler: ResultHandler | null;
  /** In the order of their creation. */
  readonly members: () => readonly PoolMember[];
}

export class ListenerPool {
  readonly #options: PoolOptions;
  readonly #listeners = new Map<string, PoolListener>();
  readonly #buffer: EventBuffer;
  #onProgress: (() => void) | null = null;
  #isScheduled = false;
  #isClosed = false;
  /** Until what listeners said while no daemon ran is heard: one that stands as READY may have an event already. */
  #isCatchingUp = false;
  #accepted = 0;
  #processed = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#buffer = new EventBuffer(options);
  }

  info(): PoolInfo {
    const { name, bufferSize, members } = this.#options;
    return {
      name,
      bufferSize,
      buffered: this.#buffer.length,
      accepted: this.#accepted,
      processed: this.#processed,
      discarded: this.#buffer.discarded,
      listeners: members().map((member) => {
        const { state, event } = this.#listener(member.name);
        return { name: member.name, state: state.name, serial: event?.serial ?? null };
      }),
    };
  }

  /** Takes over what an earlier daemon left. Before anything else happens here; events are sent from {@link goOn} on. */
  restore({ accepted, events, listeners }: PoolPast): void {
    this.#accepted = Math.max(accepted, this.#accepted);
    this.#buffer.restore(events);
    for (const [name, past] of listeners) this.#listeners.set(name, new PoolListener(name, past));
    this.#isCatchingUp = true;
  }

  /** What the listeners of an earlier daemon said meanwhile was heard. */
  goOn(): void {
    this.#isCatchingUp = false;
    this.#dispatchSoon();
  }

  /** What {@link restore} needs. */
  past(): PoolPast {
    const listeners = [...this.#listeners].map(([name, listener]) => [name, listener.past()] as const);
    return {
      accepted: this.#accepted,
      events: this.#buffer.past(),
      listeners: new Map(listeners),
    };
  }

  /** Takes an event, `times` times where the pool subscribes to several types that it belongs to. */
  accept({ name, payload, serial }: EmittedEvent, times: number): void {
    const event: PooledEvent = { name, payload, serial, poolSerial: this.#accepted };
    this.#accepted += 1;
    for (let time = 0; time < times; time++) {
      if (time > 0) this.#buffer.reportRebuffering(event);
      this.#buffer.append(event);
    }
    this.#dispatchSoon();
  }

  /** A listener is about to be started: it begins the protocol anew. */
  starts(name: string): void {
    const listener = this.#listener(name);
    this.#takeBack(listener);
    listener.starts();
    this.#note(listener);
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
    // A READY listener has nothing to say: the earlier daemon sent it the next event, and died before it noted that.
    if (this.#isCatchingUp && listener.state.name === 'READY') this.#gaveFirst(listener);
    const before = listener.state;
    const effects = listener.says(bytes, this.#options.resultHandler);
    const next = listener.state;
    for (const effect of effects) this.#carryOut(effect, listener);
    // An event that waits has no cause whose lines are still to come. What is sent now stands on file with the words that
    // asked for it, in one record.
    if (next.name === 'READY' && this.#buffer.length > 0 && !this.#isScheduled) this.#dispatch();
    if (next !== before && listener.state === next) this.#note(listener);
    if (effects.length > 0) this.#onProgress?.();
  }

  /** How many bytes of the listener were heard. */
  heardBytes(name: string): number {
    return this.#listener(name).heardBytes;
  }

  /** Whether events wait or are worked on, and a listener is there that may take them. */
  get hasWork(): boolean {
    const able = this.#options.members().flatMap(({ name, isRunning }) => {
      const listener = this.#listener(name);
      return isRunning && listener.state.name !== 'UNKNOWN' ? [listener] : [];
    });
    return able.length > 0 && (this.#buffer.length > 0 || able.some(({ event }) => event !== null));
  }

  /** `action` is called whenever {@link hasWork} may have changed; null ends that. */
  onProgress(action: (() => void) | null): void {
    this.#onProgress = action;
  }

  /** The group is taken out of use: what waits is forgotten. */
  close(): void {
    this.#isClosed = true;
    this.#buffer.clear();
    this.#onProgress?.();
  }

  #listener(name: string): PoolListener {
    const found = this.#listeners.get(name);
    if (found !== undefined) return found;
    const listener = new PoolListener(name);
    this.#listeners.set(name, listener);
    return listener;
  }

  #carryOut(effect: ListenerEffect, listener: PoolListener): void {
    switch (effect.kind) {
      case 'log':
        this.#options.log.log(effect.level, effect.message);
        return;
      case 'accepted':
        listener.takeEvent();
        this.#processed += 1;
        return;
      case 'rejected':
        this.#takeBack(listener);
        return;
      default:
        assertNever(effect);
    }
  }

  #takeBack(listener: PoolListener): void {
    const event = listener.takeEvent();
    if (event === null) return;
    this.#buffer.putBack(event);
    this.#dispatchSoon();
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
    if (this.#isCatchingUp) return;
    for (const listener of this.#listeners.values()) {
      if (!listener.isGone || listener.event === null) continue;
      this.#takeBack(listener);
      this.#note(listener);
    }
    const ready = this.#options.members().filter((member) => this.#isReady(member));
    if (ready.length === 0) return;
    for (let event = this.#buffer.first; event !== undefined; event = this.#buffer.first) {
      if (!this.#send(event, ready)) {
        // It stays where it is: taking it out and putting it back would move all that wait, for each event.
        this.#buffer.reportRebuffering(event, this.#buffer.length - 1);
        return;
      }
    }
  }

  #isReady({ name, isRunning }: PoolMember): boolean {
    return isRunning && this.#listener(name).state.name === 'READY';
  }

  /** Answers whether a listener took it: the first one that waits. */
  #send(event: PooledEvent, members: readonly PoolMember[]): boolean {
    const { log } = this.#options;
    const { serial } = event;
    for (const member of members) {
      if (!this.#isReady(member)) continue;
      const outcome = member.write(this.#envelope(event));
      if (outcome === 'written') {
        this.#gaveFirst(this.#listener(member.name));
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

  /** The first event that waits is the listener's now. */
  #gaveFirst(listener: PoolListener): void {
    const event = this.#buffer.first;
    if (event === undefined) return;
    this.#buffer.removeFirst();
    listener.worksOn(event);
    this.#note(listener);
  }

  #note(listener: PoolListener): void {
    this.#options.journal?.listener(listener.name, listener.past());
  }

  #envelope({ name: eventName, payload, serial, poolSerial }: PooledEvent): string {
    const { server, name: pool } = this.#options;
    return envelope({ server, serial, pool, poolSerial, eventName, payload });
  }
}
