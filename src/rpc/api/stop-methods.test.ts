import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { seconds } from '../../core/units.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

const END = { kind: 'exited', code: 0 } as const;

describe('stopProcess', () => {
  beforeEach(() => {
    world.addPrograms('web');
    world.run('web');
  });

  test('answers when the process has stopped, reporting meanwhile', async () => {
    const call = world.call('supervisor.stopProcess', 'web');
    world.clock.advance(2000);
    world.exit('web', END);
    expect(await call).toBe(true);
    expect(world.process('web').state.name).toBe('STOPPED');
    expect(world.log.lines.filter((line) => line === 'INFO waiting for web to stop')).toHaveLength(2);
    expect(world.clock.pendingTimers).toBe(0);
  });

  test('without waiting answers after the signal', async () => {
    expect(await world.call('supervisor.stopProcess', 'web', false)).toBe(true);
    expect(world.process('web').state.name).toBe('STOPPING');
  });

  test('a process in BACKOFF is stopped at once', async () => {
    world.process('web').stop();
    world.exit('web', END);
    world.process('web').start();
    world.exit('web', END);
    expect(world.process('web').state.name).toBe('BACKOFF');
    expect(await world.call('supervisor.stopProcess', 'web')).toBe(true);
    expect(world.process('web').state.name).toBe('STOPPED');
  });

  test('a process that is being stopped, or has stopped, is refused', async () => {
    world.process('web').stop();
    await expect(world.call('supervisor.stopProcess', 'web')).rejects.toThrow('NOT_RUNNING: web');
    world.exit('web', END);
    await expect(world.call('supervisor.stopProcess', 'web')).rejects.toThrow('NOT_RUNNING: web');
  });

  test('a restart that is held back is called off', async () => {
    world.addMembers('loop', { name: 'loop', startsecs: seconds(0), autorestart: true });
    world.process('loop', 'loop').start();
    for (let run = 0; run < 6; run++) world.exit('loop', END, 'loop');
    expect(world.process('loop', 'loop').state).toMatchObject({
      name: 'EXITED',
      deadline: expect.any(Number),
    });
    expect(await world.call('supervisor.stopProcess', 'loop')).toBe(true);
    expect(world.process('loop', 'loop').state).toMatchObject({ name: 'EXITED', deadline: null });
    expect(world.clock.pendingTimers).toBe(0);
  });

  test('an unknown name is a fault', async () => {
    await expect(world.call('supervisor.stopProcess', 'nope:*')).rejects.toThrow('BAD_NAME: nope:*');
  });
});

describe('stopping several', () => {
  test.each([
    ['supervisor.stopProcess', ['group:*']],
    ['supervisor.stopProcessGroup', ['group']],
    ['supervisor.stopAllProcesses', []],
  ])('%s %j signals all at once and answers in the order of the processes', async (method, params) => {
    world.addMembers('group', { name: 'a' }, { name: 'b' }, { name: 'c' });
    world.run('a', 'group');
    world.run('c', 'group');
    const call = world.call(method, ...params);
    await Promise.resolve();
    expect(world.kernel.signals).toHaveLength(2);
    world.exit('c', END, 'group');
    await Promise.resolve();
    world.exit('a', END, 'group');
    expect(await call).toEqual([
      { name: 'a', group: 'group', status: 80, description: 'OK' },
      { name: 'c', group: 'group', status: 80, description: 'OK' },
    ]);
  });
});
