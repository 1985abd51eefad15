/** What becomes of events. */
import type { Handlers } from '../contract.ts';
import type { RpcWorld } from '../world.ts';

export function eventMethods({ daemon }: RpcWorld): Handlers<'vigil.getListenerPools'> {
  return {
    'vigil.getListenerPools': () =>
      daemon.listenerPools().map((pool) => ({
        name: pool.name,
        buffer_size: pool.bufferSize,
        buffered: pool.buffered,
        accepted: pool.accepted,
        processed: pool.processed,
        discarded: pool.discarded,
        listeners: pool.listeners.map(({ name, state, serial }) => ({ name, state, serial: serial ?? -1 })),
      })),
  };
}
