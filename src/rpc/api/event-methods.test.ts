import { expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';

test('the pools of listeners, with what was lost', async () => {
  const world = new TestWorld();
  world.daemon.pools = [
    {
      name: 'ear',
      bufferSize: 10,
      buffered: 2,
      accepted: 9,
      processed: 4,
      discarded: 3,
      listeners: [
        { name: 'ear_0', state: 'BUSY', serial: 21 },
        { name: 'ear_1', state: 'UNKNOWN', serial: null },
      ],
    },
  ];
  expect(await world.call('vigil.getListenerPools')).toEqual([
    {
      name: 'ear',
      buffer_size: 10,
      buffered: 2,
      accepted: 9,
      processed: 4,
      discarded: 3,
      listeners: [
        { name: 'ear_0', state: 'BUSY', serial: 21 },
        { name: 'ear_1', state: 'UNKNOWN', serial: -1 },
      ],
    },
  ]);
});
