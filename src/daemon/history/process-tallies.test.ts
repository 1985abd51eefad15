import { expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { ProcessTallies } from './process-tallies.ts';

test('starts, and failures of both kinds, are counted for each name, until its group leaves', () => {
  const world = new TestWorld();
  const tallies = new ProcessTallies();
  tallies.attach(world.supervisor);
  world.addPrograms('web');
  const tally = () => tallies.of({ group: 'web', process: 'web' });
  expect(tally()).toEqual({ starts: 0, failures: 0 });
  world.process('web').start();
  world.exit('web', { kind: 'exited', code: 0 });
  expect(tally()).toEqual({ starts: 1, failures: 1 });
  world.clock.advance(1100);
  world.clock.advance(1000);
  world.exit('web', { kind: 'exited', code: 1 });
  expect(tally()).toEqual({ starts: 3, failures: 2 });
  world.process('web').stop();
  world.exit('web', { kind: 'exited', code: 0 });
  world.supervisor.removeGroup('web');
  expect(tally()).toEqual({ starts: 0, failures: 0 });
});
