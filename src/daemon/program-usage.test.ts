import { beforeEach, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { pidOf } from '../core/process-state.ts';
import { type Pid, pid } from '../core/units.ts';
import type { ProcessStat } from '../os/process-table.ts';
import { pageSize } from '../os/process-usage.ts';
import { descendantsIn, programUsage } from './program-usage.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
  world.addPrograms('web', 'idle');
  world.run('web');
});

/** Numbers that no process of this machine has: what else is read of them is not there. */
const FAR = 2 ** 30;

function stat(number: number, parent: number, changes: Partial<ProcessStat> = {}): ProcessStat {
  return {
    pid: pid(number),
    parent,
    startTicks: 1,
    name: 'x',
    state: 'S',
    group: number,
    session: number,
    userTicks: 100,
    systemTicks: 50,
    reapedTicks: 25,
    threads: 2,
    residentPages: 10,
    isPlainFork: false,
    isEnding: false,
    ...changes,
  };
}

function mainPid(): Pid {
  const main = pidOf(world.process('web').state);
  if (main === null) throw new Error('no child');
  return main;
}

test('a program is its main process and all that descends from it', () => {
  const main = mainPid();
  const table = [
    stat(FAR + 2, FAR + 1),
    stat(FAR + 1, main),
    stat(main, 1),
    stat(FAR + 9, 1),
    stat(FAR + 3, main),
  ];
  const members = descendantsIn(table)(world.process('web'));
  expect(members.map((member) => member.pid)).toEqual([main, FAR + 1, FAR + 3, FAR + 2]);
});

test('a table that leads in a circle comes to an end', () => {
  const main = mainPid();
  const table = [stat(main, FAR + 1), stat(FAR + 1, main)];
  expect(descendantsIn(table)(world.process('web'))).toHaveLength(2);
});

test('what the processes take is added up; programs without one are left out', () => {
  const table = [stat(FAR + 1, mainPid()), stat(FAR + 2, FAR + 1)];
  const usage = programUsage(world.supervisor, {
    shares: true,
    table,
    membersOf: (process) => (process.name === 'web' ? table : []),
  });
  expect(usage).toEqual([
    {
      group: 'web',
      name: 'web',
      cpu: 3.5,
      rss: 20 * pageSize(),
      pss: 0,
      fds: 0,
      threads: 4,
      processes: 2,
    },
  ]);
});
