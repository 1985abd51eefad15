/** What a pool of listeners is at, as plain data: for whoever goes on with it after this vigild. */
import type { ListenerState } from '../core/listener-machine.ts';

/** What the pool is at, as it comes to be. */
export interface PoolJournal {
  waits(event: PooledEvent, place: 'front' | 'back'): void;
  dropped(event: PooledEvent): void;
  listener(name: string, past: ListenerPast): void;
}

/** What a listener is at. */
export interface ListenerPast {
  readonly state: ListenerState;
  /** The one that it works on; that one waits no longer. */
  readonly event: PooledEvent | null;
  /** How many bytes of it led here, over all its runs. Absent: 0. */
  readonly heard?: number;
}

/** An event in a pool, as plain data. */
export interface PooledEvent {
  readonly name: string;
  readonly payload: string;
  readonly serial: number;
  readonly poolSerial: number;
}

/** Where an earlier daemon was with a pool. */
export interface PoolPast {
  readonly accepted: number;
  readonly events: readonly PooledEvent[];
  readonly listeners: ReadonlyMap<string, ListenerPast>;
}
