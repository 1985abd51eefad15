/** What a pool of event listeners is at, as plain data: for whoever goes on with it after this vigild. */
import type { ListenerState } from './listener-machine.ts';

/** An event in a pool, with its number among those of the pool. */
export interface PooledEvent {
  readonly name: string;
  readonly payload: string;
  readonly serial: number;
  readonly poolSerial: number;
}

export interface ListenerPast {
  readonly state: ListenerState;
  /** The one that it works on; that one waits no longer. */
  readonly event: PooledEvent | null;
  /** How many bytes of its words led here, over all its runs. Absent: an earlier vigild did not count. */
  readonly heard?: number;
}

export interface PoolPast {
  /** How many events the pool has taken, at least. */
  readonly accepted: number;
  /** Those that wait, in their order. */
  readonly events: readonly PooledEvent[];
  /** By the name of the process. */
  readonly listeners: ReadonlyMap<string, ListenerPast>;
}
