import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { FAULTS } from '../faults.ts';

const END = { kind: 'exited', code: 0 } as const;
const OK = { status: FAULTS.SUCCESS, description: 'OK' };

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
  world.addMembers('web', { name: 'a' }, { name: 'b' }, { name: 'c' });
  world.addPrograms('job');
});

const stateOf = (name: string, group?: string) => world.process(name, group).state.name;

describe('a selection', () => {
  test('is started, each process once, in the order of the configuration', async () => {
    const call = world.call('vigil.startProcesses', ['job', 'web:b', 'web:a', 'web:b'], false);
    expect(await call).toEqual([
      { name: 'a', group: 'web', ...OK },
      { name: 'b', group: 'web', ...OK },
      { name: 'job', group: 'job', ...OK },
    ]);
    expect(stateOf('c', 'web')).toBe('STOPPED');
  });

  test('may be a group', async () => {
    await world.call('vigil.startProcesses', ['web:*'], false);
    expect([stateOf('a', 'web'), stateOf('c', 'web'), stateOf('job')]).toEqual([
      'STARTING',
      'STARTING',
      'STOPPED',
    ]);
  });

  test('of names that nothing has is told, and the others are done', async () => {
    const call = world.call('vigil.startProcesses', ['nobody', 'job', 'web:x'], false);
    expect(await call).toEqual([
      { name: 'nobody', group: 'nobody', status: FAULTS.BAD_NAME, description: 'BAD_NAME: nobody' },
      { name: 'x', group: 'web', status: FAULTS.BAD_NAME, description: 'BAD_NAME: web:x' },
      { name: 'job', group: 'job', ...OK },
    ]);
  });

  test('of nothing is nothing, and no command', async () => {
    world.run('job');
    expect(await world.call('vigil.stopProcesses', [])).toEqual([]);
    expect(stateOf('job')).toBe('RUNNING');
    expect(world.history.commands).toEqual([]);
  });

  test('of something else than names is refused', async () => {
    await expect(world.call('vigil.stopProcesses', ['job', 7])).rejects.toThrow('BAD_ARGUMENTS');
  });

  test('is stopped', async () => {
    world.run('a', 'web');
    const call = world.call('vigil.stopProcesses', ['web:a', 'web:b']);
    world.exit('a', END, 'web');
    expect(await call).toEqual([
      { name: 'a', group: 'web', ...OK },
      { name: 'b', group: 'web', status: FAULTS.NOT_RUNNING, description: 'NOT_RUNNING: web:b' },
    ]);
    expect(world.history.commands).toMatchObject([{ verb: 'stop', targets: ['web:a', 'web:b'] }]);
  });

  test('gets a signal that there is', async () => {
    world.run('job');
    expect(await world.call('vigil.signalProcesses', ['job', 'web:a'], 'HUP')).toMatchObject([
      { name: 'a', status: FAULTS.NOT_RUNNING },
      { name: 'job', ...OK },
    ]);
    await expect(world.call('vigil.signalProcesses', ['job'], 'NONE')).rejects.toThrow('BAD_SIGNAL');
  });

  test('gets its logs emptied', async () => {
    world.runtime('b').clearError = Object.assign(new Error('full'), { code: 'EIO' });
    expect(await world.call('vigil.clearProcessLogs', ['web:a', 'web:b'])).toMatchObject([
      { name: 'a', ...OK },
      { name: 'b', status: FAULTS.FAILED },
    ]);
  });
});

describe('a restart', () => {
  test('starts each process as soon as that one has stopped, and what did not run', async () => {
    world.run('a', 'web');
    world.run('b', 'web');
    const call = world.call('vigil.restartProcesses', ['web:*'], false);
    await turns();
    expect([stateOf('a', 'web'), stateOf('b', 'web'), stateOf('c', 'web')]).toEqual([
      'STOPPING',
      'STOPPING',
      'STARTING',
    ]);
    world.exit('b', END, 'web');
    await turns();
    expect([stateOf('a', 'web'), stateOf('b', 'web')]).toEqual(['STOPPING', 'STARTING']);
    world.exit('a', END, 'web');
    expect(await call).toMatchObject([OK, OK, OK]);
  });

  test('goes on when its caller goes away', async () => {
    world.run('job');
    const caller = new AbortController();
    const call = world.api.call('vigil.restartProcesses', [['job']], {
      signal: caller.signal,
      isReadOnly: false,
    });
    caller.abort(new Error('gone'));
    await turns();
    expect(stateOf('job')).toBe('STOPPING');
    world.exit('job', END);
    await expect(call).rejects.toThrow('gone');
    expect(stateOf('job')).toBe('STARTING');
  });

  test('does not stop what could not be started again', async () => {
    world.run('job');
    world.runtime('job').commandProblem = { failure: 'no-file', message: 'command not found' };
    expect(await world.call('vigil.restartProcesses', ['job'])).toMatchObject([{ status: FAULTS.NO_FILE }]);
    expect(stateOf('job')).toBe('RUNNING');
  });

  test('waits for a stop that was under way, and for no second start', async () => {
    world.run('job');
    world.process('job').stop();
    const [first, second] = [1, 2].map(() => world.call('vigil.restartProcesses', ['job'], false));
    await turns();
    world.exit('job', END);
    expect(await first).toMatchObject([OK]);
    expect(await second).toMatchObject([OK]);
    expect(stateOf('job')).toBe('STARTING');
  });

  test('starts nothing while the daemon ends, nor what left the configuration', async () => {
    world.run('job');
    world.run('a', 'web');
    const gone = world.call('vigil.restartProcesses', ['job']);
    await turns();
    world.exit('job', END);
    world.supervisor.removeGroup('job');
    expect(await gone).toMatchObject([{ status: FAULTS.BAD_NAME }]);
    const late = world.call('vigil.restartProcesses', ['web:a']);
    await turns();
    world.supervisor.requestShutdown();
    world.exit('a', END, 'web');
    expect(await late).toMatchObject([{ status: FAULTS.SHUTDOWN_STATE }]);
    expect(stateOf('a', 'web')).toBe('STOPPED');
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
