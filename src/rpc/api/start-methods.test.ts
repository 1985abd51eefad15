import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { seconds } from '../../core/units.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

/** Resolves with what a call came to, as text. */
function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => JSON.stringify(value),
    (error: Error) => error.message,
  );
}

const QUICK_EXIT = { kind: 'exited', code: 1 } as const;

describe('startProcess', () => {
  beforeEach(() => world.addPrograms('web'));

  test('answers when the process is RUNNING', async () => {
    let answered = false;
    const call = world.call('supervisor.startProcess', 'web').finally(() => {
      answered = true;
    });
    await Promise.resolve();
    world.clock.advance(999);
    await Promise.resolve();
    expect(answered).toBe(false);
    world.clock.advance(1);
    expect(await call).toBe(true);
  });

  test('without waiting answers after the spawn', async () => {
    expect(await world.call('supervisor.startProcess', 'web', false)).toBe(true);
    expect(world.process('web').state.name).toBe('STARTING');
  });

  test('with startsecs=0 there is nothing to wait for', async () => {
    world.addMembers('quick', { name: 'quick', startsecs: seconds(0) });
    expect(await world.call('supervisor.startProcess', 'quick')).toBe(true);
  });

  test.each([
    ['no-file', "NO_FILE: can't find command 'x'"],
    ['not-executable', "NOT_EXECUTABLE: can't find command 'x'"],
  ] as const)('a command that is %s is refused before anything else', async (failure, text) => {
    world.run('web');
    world.runtime('web').commandProblem = { failure, message: "can't find command 'x'" };
    expect(await outcome(world.call('supervisor.startProcess', 'web'))).toBe(text);
  });

  test('a spawn that fails is a fault, waiting or not', async () => {
    for (const wait of [true, false]) {
      world.runtime('web').failNextSpawn('no fork');
      expect(await outcome(world.call('supervisor.startProcess', 'web', wait))).toBe('SPAWN_ERROR: web');
      world.process('web').stop();
    }
  });

  test('a process that runs is refused', async () => {
    for (let step = 0; step < 2; step++) {
      world.run('web');
      expect(await outcome(world.call('supervisor.startProcess', 'web'))).toBe('ALREADY_STARTED: web');
    }
  });

  test('an exit that comes too early is a fault', async () => {
    const call = world.call('supervisor.startProcess', 'web');
    world.exit('web', QUICK_EXIT);
    expect(await outcome(call)).toBe('SPAWN_ERROR: web');
  });

  test('a stop while it waits is an abnormal termination', async () => {
    const call = world.call('supervisor.startProcess', 'web');
    world.process('web').stop();
    expect(await outcome(call)).toBe('ABNORMAL_TERMINATION: web');
  });

  test('a process that is being stopped is not started', async () => {
    world.run('web');
    world.process('web').stop();
    expect(await outcome(world.call('supervisor.startProcess', 'web'))).toBe('ABNORMAL_TERMINATION: web');
    expect(await outcome(world.call('supervisor.startProcess', 'web', false))).toBe('true');
    expect(world.log.lines).toContain("WARN process 'web' already running");
  });

  test('a process in an unknown state is not started', async () => {
    world.run('web');
    world.runtime('web').signalOutcome = { kind: 'failed', errno: 'EPERM' };
    expect(await outcome(world.call('supervisor.stopProcess', 'web'))).toBe(
      'FAILED: unknown problem killing web (100)',
    );
    expect(await outcome(world.call('supervisor.startProcess', 'web'))).toBe(
      'FAILED: web is in an unknown process state',
    );
  });

  test.each(['nope', 'web:nope', 'nope:*'])('%s is no name', async (name) => {
    expect(await outcome(world.call('supervisor.startProcess', name))).toBe(`BAD_NAME: ${name}`);
  });
});

describe('starting several', () => {
  beforeEach(() => {
    world.addMembers('group', { name: 'a' }, { name: 'b' }, { name: 'c' });
  });

  test.each([
    ['supervisor.startProcess', ['group:*']],
    ['supervisor.startProcess', ['group:']],
    ['supervisor.startProcessGroup', ['group']],
    ['supervisor.startAllProcesses', []],
  ])('%s %j starts what does not run, and answers in the order of the processes', async (method, params) => {
    world.run('a', 'group');
    world.runtime('c').failNextSpawn('no fork');
    const call = world.call(method, ...params);
    await Promise.resolve();
    world.clock.advance(1000);
    expect(await call).toEqual([
      { name: 'b', group: 'group', status: 80, description: 'OK' },
      { name: 'c', group: 'group', status: 50, description: 'SPAWN_ERROR: group:c' },
    ]);
  });

  test('they start at once, not one after another', async () => {
    const call = world.call('supervisor.startAllProcesses');
    await Promise.resolve();
    expect(world.kernel.livePids()).toHaveLength(3);
    world.clock.advance(1000);
    expect(await call).toHaveLength(3);
  });

  test('an unknown group is a fault', async () => {
    expect(await outcome(world.call('supervisor.startProcessGroup', 'nope'))).toBe('BAD_NAME: nope');
  });
});
