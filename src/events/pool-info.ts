/** What an operator may know of a pool. */
import type { ListenerStateName } from '../core/listener-machine.ts';

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
