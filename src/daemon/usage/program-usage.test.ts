import { beforeEach, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { pidOf } from '../../core/process-state.ts';
import { type Pid, pid } from '../../core/units.ts';
import type { ProcessStat } from '../../os/process-table.ts';
import { pageSize } from '../../os/process-usage.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import { ProgramUsages, readUsages } from './program-usage.ts';

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

test('what the processes take is added up; programs without one are left out', async () => {
  const table = [stat(FAR + 1, mainPid()), stat(FAR + 2, FAR + 1)];
  const usages = new ProgramUsages(world.supervisor, ({ name }) => (name === 'web' ? table : []));
  const expected = {
    group: 'web',
    name: 'web',
    cpu: 3.5,
    rss: 20 * pageSize(),
    pss: 0,
    fds: 0,
    threads: 4,
    processes: 2,
  };
  expect(await usages.read({ shares: true })).toEqual([expected]);
  expect(await usages.read({ shares: false })).toEqual([expected]);
});

test('the reading may be left after each program, and within a large one', () => {
  const tree = Array.from({ length: 100 }, (_, index) => stat(FAR + index, 1));
  const membersOf = ({ name }: ManagedProcess) => (name === 'web' ? tree : []);
  const work = readUsages(world.supervisor, { shares: false, membersOf });
  let pauses = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) pauses += 1;
  expect(step.value).toMatchObject([{ name: 'web', processes: 100 }]);
  expect(pauses).toBe(6 + 2);
});

test('a program that has gone when its turn comes is left out', async () => {
  const seen: string[] = [];
  const membersOf = ({ name, state }: ManagedProcess) => {
    seen.push(name);
    const main = pidOf(state);
    return main === null ? [] : [stat(main, 1)];
  };
  world.addPrograms('later');
  world.run('later');
  const work = readUsages(world.supervisor, { shares: false, membersOf });
  work.next();
  world.exit('later', { kind: 'exited', code: 0 });
  let step = work.next();
  while (step.done !== true) step = work.next();
  expect(seen).toEqual(['web', 'idle', 'later']);
  expect(step.value.map(({ name }) => name)).toEqual(['web']);
});
