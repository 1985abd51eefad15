import {
  BUSY_LISTENER_STATE,
  feedListener,
  INITIAL_LISTENER_STATE,
  type ListenerContext,
  type ListenerEffect,
  type ListenerState,
} from '../core/listener-machine.ts';
import type { ListenerPast, PooledEvent } from '../core/pool-past.ts';
import { textOrRepr } from './payload.ts';
import { judge, type ResultHandler } from './result-handler.ts';

const NOTHING_YET: ListenerPast = { state: INITIAL_LISTENER_STATE, event: null };

/** One listener of a pool, over all its runs: in which step of the protocol it is, and the event that it works on. */
export class PoolListener {
  readonly name: string;
  #state: ListenerState;
  #event: PooledEvent | null;
  #heardBytes: number;
  /** Its process has ended, and no other was started. It has its event still until that is taken back. */
  isGone = false;

  /** `past`: what {@link past} of an earlier daemon's says. */
  constructor(name: string, { state, event, heard = 0 }: ListenerPast = NOTHING_YET) {
    this.name = name;
    this.#state = state;
    this.#event = event;
    this.#heardBytes = heard;
  }

  get state(): ListenerState {
    return this.#state;
  }

  get event(): PooledEvent | null {
    return this.#event;
  }

  get heardBytes(): number {
    return this.#heardBytes;
  }

  past(): ListenerPast {
    return { state: this.#state, event: this.#event, heard: this.#heardBytes };
  }

  /** It begins the protocol anew. */
  starts(): void {
    this.#state = INITIAL_LISTENER_STATE;
    this.isGone = false;
  }

  /** The event was sent to it. */
  worksOn(event: PooledEvent): void {
    this.#state = BUSY_LISTENER_STATE;
    this.#event = event;
  }

  /** It works on nothing any more. Answers the event that it worked on. */
  takeEvent(): PooledEvent | null {
    const event = this.#event;
    this.#event = null;
    return event;
  }

  /** What follows from these words of it. With a `resultHandler`, that one judges its results. */
  says(bytes: Uint8Array, resultHandler: ResultHandler | null): readonly ListenerEffect[] {
    this.#heardBytes += bytes.byteLength;
    const { next, effects } = feedListener(this.#state, bytes, this.#context(resultHandler));
    this.#state = next;
    return effects;
  }

  /** READY and the next event cannot come in between: whoever is BUSY has one event, until its result is judged. */
  #context(resultHandler: ResultHandler | null): ListenerContext {
    const event = this.#event;
    const context = { name: this.name, textOf: textOrRepr };
    if (resultHandler === null || event === null) return context;
    return { ...context, judge: (result) => judge(resultHandler, event, result) };
  }
}
