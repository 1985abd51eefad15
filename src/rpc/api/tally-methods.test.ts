import { expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';

test('processes with their counts, and what their logs lost', async () => {
  const world = new TestWorld();
  world.addPrograms('web', 'job');
  world.daemon.tallies.set('web:web', { starts: 3, failures: 2 });
  world.runtime('web').stderrLogfile = '/var/log/web.err';
  world.daemon.losses.set('/var/log/web.err', 17);
  expect(await world.call('vigil.getTallies')).toEqual([
    { group: 'web', name: 'web', starts: 3, failures: 2, stdout_lost: 0, stderr_lost: 17 },
    { group: 'job', name: 'job', starts: 0, failures: 0, stdout_lost: 0, stderr_lost: 0 },
  ]);
});
