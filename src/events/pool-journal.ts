import type { ListenerPast, PooledEvent } from '../core/pool-past.ts';

/** Told of what a pool is at, as it comes to be. */
export interface PoolJournal {
  waits(event: PooledEvent, place: 'front' | 'back'): void;
  dropped(event: PooledEvent): void;
  listener(name: string, past: ListenerPast): void;
}
