/** Where events are told to whoever subscribed: one instance for each life of the daemon. Source: Supervisor events.py. */
import type { EventName } from '../config/event-names.ts';
import { type ConcreteEventName, withParents } from './event-types.ts';

/** Hands out the serials of events. One for the whole process: a restart of the daemon goes on counting. */
export class SerialCounter {
  #next = 0;

  take(): number {
    return this.#next++;
  }

  get next(): number {
    return this.#next;
  }

  /** Goes on with `next`, unless it is there already. */
  skipTo(next: number): void {
    this.#next = Math.max(next, this.#next);
  }
}

export class EmittedEvent {
  readonly name: ConcreteEventName;
  readonly payload: string;
  readonly #serials: SerialCounter;
  #serial: number | null = null;

  constructor(name: ConcreteEventName, payload: string, serials: SerialCounter) {
    this.name = name;
    this.payload = payload;
    this.#serials = serials;
  }

  /** Taken when a pool first asks for it: events that go into no pool have none. */
  get serial(): number {
    this.#serial ??= this.#serials.take();
    return this.#serial;
  }
}

/** `times` is how many of the subscribed types the event belongs to. */
export type EventSubscriber = (event: EmittedEvent, times: number) => void;

interface Subscription {
  readonly types: ReadonlySet<string>;
  readonly subscriber: EventSubscriber;
}

export class EventBus {
  readonly #serials: SerialCounter;
  readonly #onSubscriptions: () => void;
  #subscriptions: readonly Subscription[] = [];

  /** `onSubscriptions` is called after each change of who subscribes to what. */
  constructor(serials: SerialCounter, onSubscriptions: () => void = () => undefined) {
    this.#serials = serials;
    this.#onSubscriptions = onSubscriptions;
  }

  /** Answers the function that ends the subscription. Subscribers are called in the order in which they came. */
  subscribe(types: readonly string[], subscriber: EventSubscriber): () => void {
    const subscription: Subscription = { types: new Set(types), subscriber };
    this.#subscriptions = [...this.#subscriptions, subscription];
    this.#onSubscriptions();
    return () => {
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
      this.#onSubscriptions();
    };
  }

  /** Whether anybody would hear of such an event. */
  isWanted(name: ConcreteEventName): boolean {
    const types = withParents(name);
    return this.#subscriptions.some((subscription) => matches(subscription, types) > 0);
  }

  /** `payload` is called once, and only where somebody subscribed. */
  emit(name: ConcreteEventName, payload: () => string): void {
    if (this.#subscriptions.length === 0) return;
    const types = withParents(name);
    let event: EmittedEvent | null = null;
    for (const subscription of this.#subscriptions) {
      const times = matches(subscription, types);
      if (times === 0) continue;
      event ??= new EmittedEvent(name, payload(), this.#serials);
      subscription.subscriber(event, times);
    }
  }
}

function matches({ types }: Subscription, wanted: readonly EventName[]): number {
  return wanted.filter((type) => types.has(type)).length;
}
