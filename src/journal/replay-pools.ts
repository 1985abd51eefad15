/** The pools of event listeners, as the journal has them: which events wait, and in which step of the protocol each listener is. */
import { assertNever } from '../core/assert-never.ts';
import type { ListenerPast, PooledEvent, PoolPast } from '../core/pool-past.ts';
import type { JournalRecord } from './record.ts';

export interface JournaledEvents {
  readonly nextSerial: number;
  /** By the name of the group. */
  readonly pools: ReadonlyMap<string, PoolPast>;
}

interface PoolInMaking {
  accepted: number;
  readonly events: PooledEvent[];
  readonly listeners: Map<string, ListenerPast>;
}

export function replayPools(records: readonly JournalRecord[]): JournaledEvents {
  const pools = new Map<string, PoolInMaking>();
  let nextSerial = 0;
  for (const record of records) {
    if (record.kind === 'removed' && record.name === null) pools.delete(record.group);
    if (record.kind === 'serial') nextSerial = Math.max(nextSerial, record.next);
    if (!isOfPool(record)) continue;
    const pool: PoolInMaking = pools.get(record.group) ?? { accepted: 0, events: [], listeners: new Map() };
    pools.set(record.group, pool);
    switch (record.kind) {
      case 'pool':
        pool.accepted = Math.max(pool.accepted, record.accepted);
        break;
      case 'event':
        nextSerial = Math.max(nextSerial, record.event.serial + 1);
        pool.accepted = Math.max(pool.accepted, record.event.poolSerial + 1);
        if (record.place === 'back') pool.events.push(record.event);
        else pool.events.unshift(record.event);
        break;
      case 'event-dropped':
        removeFirst(pool, record.serial);
        break;
      case 'listener': {
        const { name, state, event, heard = 0 } = record;
        if (event !== null && pool.listeners.get(name)?.event?.serial !== event.serial) {
          removeFirst(pool, event.serial);
        }
        pool.listeners.set(name, { state, event, heard });
        break;
      }
      default:
        assertNever(record);
    }
  }
  return { nextSerial, pools };
}

type PoolRecord = Extract<JournalRecord, { readonly kind: 'pool' | 'event' | 'event-dropped' | 'listener' }>;

function isOfPool(record: JournalRecord): record is PoolRecord {
  const { kind } = record;
  return kind === 'pool' || kind === 'event' || kind === 'event-dropped' || kind === 'listener';
}

/** One event may wait several times, where a pool subscribed to several of its types. */
function removeFirst(pool: PoolInMaking, serial: number): void {
  const index = pool.events.findIndex((event) => event.serial === serial);
  if (index >= 0) pool.events.splice(index, 1);
}
