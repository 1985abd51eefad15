import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import type { Caller } from '../../core/caller.ts';
import { METHODS } from '../contract.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
  world.addPrograms('web', 'db');
  world.addMembers('g', { name: 'a' }, { name: 'b' });
});

const ANN: Caller = { kind: 'remote', address: '10.0.0.7:1', login: 'ann' };

describe('commands are noted', () => {
  test.each<[string, unknown[], object]>([
    ['supervisor.startProcess', ['web', false], { verb: 'start', method: 'startProcess', targets: ['web'] }],
    ['supervisor.stopProcess', ['nosuch'], { verb: 'stop', method: 'stopProcess', targets: ['nosuch'] }],
    ['supervisor.startProcessGroup', ['g', false], { method: 'startProcessGroup', targets: ['g:*'] }],
    ['supervisor.stopAllProcesses', [], { method: 'stopAllProcesses', targets: [], isAboutProcesses: true }],
    ['supervisor.signalProcess', ['web', 'HUP'], { method: 'signalProcess', detail: 'HUP' }],
    ['supervisor.sendProcessStdin', ['web', 'a secret'], { verb: 'stdin', targets: ['web'], detail: '' }],
    ['supervisor.clearProcessLog', ['web'], { method: 'clearProcessLogs', targets: ['web'] }],
    ['supervisor.addProcessGroup', ['x\ny'], { verb: 'add', targets: ['x?y:*'] }],
    ['supervisor.reloadConfig', [], { verb: 'reread', isAboutProcesses: false }],
    ['supervisor.restart', [], { verb: 'reload', isAboutProcesses: false }],
    ['supervisor.shutdown', [], { verb: 'shutdown', isAboutProcesses: false }],
    ['vigil.apply', [['web', 5]], { verb: 'apply', targets: ['web'] }],
    ['vigil.apply', [[]], { verb: 'apply', targets: [], isAboutProcesses: true }],
    ['vigil.disable', [['web', 'g:*']], { verb: 'disable', targets: ['web', 'g:*'] }],
  ])('%s(%j)', async (method, params, expected) => {
    const context = { signal: new AbortController().signal, isReadOnly: false, caller: () => ANN };
    await world.api.call(method, params as never, context).catch(() => undefined);
    expect(world.history.commands).toEqual([expect.objectContaining({ ...expected, by: ANN })]);
  });

  test('also those inside of a multicall, and those of nobody known', async () => {
    await world.call('system.multicall', [{ methodName: 'supervisor.startProcess', params: ['web', false] }]);
    expect(world.history.commands).toMatchObject([{ method: 'startProcess', by: null }]);
  });

  test('calls that tell something are not, and nobody asks who makes them', async () => {
    const asked: string[] = [];
    const caller = () => {
      asked.push('asked');
      return ANN;
    };
    const context = { signal: new AbortController().signal, isReadOnly: false, caller };
    await world.api.call('supervisor.getAllProcessInfo', [], context);
    await world.api.call('vigil.plan', [[]], context);
    await expect(world.api.call('supervisor.stopProcess', [], context)).rejects.toThrow('INCORRECT');
    expect([asked, world.history.commands]).toEqual([[], []]);
  });

  test('no method that only tells is a command', () => {
    const named = Object.entries(METHODS).filter(([, row]) => 'command' in row);
    expect(
      named.map(([name]) => name).filter((name) => /\.(get|read|tail|list|method|plan)/.test(name)),
    ).toEqual([]);
    expect(named).toHaveLength(29);
  });
});

describe('vigil.getHistory', () => {
  test('passes on what is asked and answers structs', async () => {
    world.history.entries = [
      { at: 1500, kind: 'start', group: 'web', process: 'web', pid: 7 },
      { at: 2000, kind: 'command', method: 'stopProcess', targets: ['web'], detail: '', by: ANN },
    ];
    expect(await world.call('vigil.getHistory', 'g:*', 12, 0)).toEqual([
      {
        time: 1.5,
        kind: 'start',
        subject: 'web',
        description: 'started with pid 7',
        group: 'web',
        name: 'web',
        pid: 7,
      },
      {
        time: 2,
        kind: 'command',
        subject: 'web',
        description: 'stopProcess web by ann (10.0.0.7:1)',
        method: 'stopProcess',
        targets: ['web'],
        by: 'ann (10.0.0.7:1)',
      },
    ]);
    expect(world.history.lastQuery).toMatchObject({
      about: { group: 'g', process: null },
      since: 12_000,
      limit: 1000,
    });
    await world.call('vigil.getHistory', '', 0, 1_000_000);
    expect(world.history.lastQuery).toMatchObject({ about: null, limit: 10_000 });
  });
});

describe('vigil.disable and vigil.enable', () => {
  test('answer what was switched, and whether it runs', async () => {
    world.run('web');
    expect(await world.call('vigil.disable', ['web', 'g:*'])).toEqual([
      { group: 'web', name: 'web', running: true },
      { group: 'g', name: 'a', running: false },
      { group: 'g', name: 'b', running: false },
    ]);
    expect(await world.call('vigil.getDisabled')).toEqual([
      { group: 'g', name: 'a' },
      { group: 'g', name: 'b' },
      { group: 'web', name: 'web' },
    ]);
    expect(await world.call('vigil.enable', [])).toHaveLength(4);
    expect(await world.call('vigil.getDisabled')).toEqual([]);
  });

  test('an unknown name changes nothing', async () => {
    await expect(world.call('vigil.disable', ['web', 'nosuch'])).rejects.toThrow('BAD_NAME: nosuch');
    expect(world.history.disabled.size).toBe(0);
  });

  test('what left the configuration can be enabled', async () => {
    world.history.disabled.add('old:old');
    expect(await world.call('vigil.enable', ['old'])).toEqual([
      { group: 'old', name: 'old', running: false },
    ]);
    await expect(world.call('vigil.enable', ['old'])).rejects.toThrow('BAD_NAME');
  });

  test('what cannot be saved fails', async () => {
    world.history.saveError = 'cannot write x (ENOSPC)';
    await expect(world.call('vigil.disable', ['web'])).rejects.toThrow('FAILED: cannot write x (ENOSPC)');
  });

  test('a stopped process says that it is disabled, a running one and all others nothing new', async () => {
    world.run('web');
    world.history.disabled.add('web:web').add('db:db');
    const infos = (await world.call('supervisor.getAllProcessInfo')) as readonly {
      name: string;
      description: string;
    }[];
    const descriptions = Object.fromEntries(infos.map(({ name, description }) => [name, description]));
    expect(descriptions).toMatchObject({ db: 'Not started (disabled)', a: 'Not started' });
    expect(descriptions['web']).toMatch(/^pid \d+, uptime \d:\d\d:\d\d$/);
    expect(await world.call('supervisor.getProcessInfo', 'db')).toMatchObject({
      description: 'Not started (disabled)',
    });
  });
});
