import { beforeEach, expect, test, vi } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { monotonicTime } from '../core/units.ts';

let world: TestWorld;

/** Each process takes so long that the next one has to wait for another turn. */
beforeEach(() => {
  world = new TestWorld();
  world.addPrograms('a', 'b', 'c');
  let now = world.clock.now();
  vi.spyOn(world.clock, 'now').mockImplementation(() => {
    now = monotonicTime(now + 6);
    return now;
  });
});

async function inTheEnd<Result>(answer: Promise<Result>): Promise<Result> {
  for (let turn = 0; turn < 20; turn += 1) {
    world.clock.advance(1000);
    await Promise.resolve();
  }
  return answer;
}

test('a shutdown that begins meanwhile starts nothing more', async () => {
  const answer = world.call('supervisor.startAllProcesses', false);
  world.supervisor.requestShutdown();
  expect(await inTheEnd(answer)).toMatchObject([
    { name: 'a', status: 80, description: 'OK' },
    { name: 'b', status: 6, description: 'SHUTDOWN_STATE' },
    { name: 'c', status: 6, description: 'SHUTDOWN_STATE' },
  ]);
  expect(world.process('b').state.name).toBe('STOPPED');
  expect(world.kernel.livePids()).toHaveLength(1);
});

test('what leaves the configuration meanwhile is not started', async () => {
  const answer = world.call('supervisor.startAllProcesses', false);
  expect(world.supervisor.removeGroup('b')).toBe('removed');
  expect(await inTheEnd(answer)).toMatchObject([
    { name: 'a', status: 80 },
    { name: 'b', status: 10, description: 'BAD_NAME: b' },
    { name: 'c', status: 80 },
  ]);
  expect(world.kernel.livePids()).toHaveLength(2);
});
