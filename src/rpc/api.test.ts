import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { RpcFault } from './faults.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

const fault = (text: string) => expect.objectContaining({ message: text });

/** The text of the fault that a call ends with. */
async function faultOf(call: Promise<unknown>): Promise<string> {
  const reason = await call.then(
    (value) => ({ message: `no fault but ${JSON.stringify(value)}` }),
    (error: unknown) => error,
  );
  if (reason instanceof RpcFault) return reason.message;
  throw reason;
}

describe('finding a method', () => {
  test.each([
    'nope',
    'supervisor.nope',
    'a.b.c',
    'supervisor._update',
    'toString',
    'supervisor.toString',
    '',
  ])('"%s" is unknown', async (method) => {
    expect(await faultOf(world.call(method))).toBe('UNKNOWN_METHOD');
  });

  test('older names do the same', async () => {
    expect(await world.call('supervisor.getVersion')).toBe('3.0');
    expect(await world.call('supervisor.getAPIVersion')).toBe('3.0');
  });

  test('a wrong number of parameters is a fault', async () => {
    expect(await faultOf(world.call('supervisor.getState', 1))).toBe('INCORRECT_PARAMETERS');
    expect(await faultOf(world.call('supervisor.startProcess'))).toBe('INCORRECT_PARAMETERS');
  });

  test('a wrong type is a fault that says so', async () => {
    expect(await faultOf(world.call('supervisor.getProcessInfo', 5))).toBe(
      'INCORRECT_PARAMETERS: parameter "name" must be a string, got 5',
    );
  });
});

describe('the daemon', () => {
  test('tells about itself', async () => {
    expect(await world.call('supervisor.getSupervisorVersion')).toBe('4.3.0');
    expect(await world.call('supervisor.getIdentification')).toBe('supervisor');
    expect(await world.call('supervisor.getPID')).toBe(4242);
    expect(await world.call('supervisor.getState')).toEqual({ statecode: 1, statename: 'RUNNING' });
  });

  test.each(['supervisor.shutdown', 'supervisor.restart'])(
    'after %s only a few methods work',
    async (method) => {
      expect(await world.call(method)).toBe(true);
      for (const refused of ['supervisor.getState', 'supervisor.shutdown', 'supervisor.getAllProcessInfo']) {
        expect(await faultOf(world.call(refused))).toBe('SHUTDOWN_STATE');
      }
      expect(await faultOf(world.call('supervisor.signalAllProcesses', 'HUP'))).toBe('SHUTDOWN_STATE');
      expect(await world.call('supervisor.sendRemoteCommEvent', 'type', 'data')).toBe(true);
      expect(await world.call('system.listMethods')).toContain('supervisor.getState');
      expect(world.daemon.remoteEvents).toEqual(['type:data']);
    },
  );

  test('a restart with a bad configuration is refused and changes nothing', async () => {
    world.daemon.restartErrors = ['bad line', 'worse line'];
    expect(await faultOf(world.call('supervisor.restart'))).toBe('CANT_REREAD: bad line\nworse line');
    expect(world.supervisor.state).toBe('RUNNING');
  });

  test.each([
    [{ kind: 'no-file' } as const, 'NO_FILE'],
    [{ kind: 'failed', errno: 'EACCES' } as const, 'FAILED'],
  ])('clearing its log: %o', async (outcome, text) => {
    expect(await world.call('supervisor.clearLog')).toBe(true);
    world.daemon.clearOutcome = outcome;
    expect(await faultOf(world.call('supervisor.clearLog'))).toBe(text);
  });
});

describe('the configuration', () => {
  test('a reread answers three lists in two', async () => {
    world.daemon.reloadOutcome = { kind: 'reread', added: ['a'], changed: [], removed: ['c'] };
    expect(await world.call('supervisor.reloadConfig')).toEqual([[['a'], [], ['c']]]);
    world.daemon.reloadOutcome = { kind: 'invalid', message: 'why' };
    expect(await faultOf(world.call('supervisor.reloadConfig'))).toBe('CANT_REREAD: why');
  });

  test.each([
    [{ kind: 'already-added' } as const, 'ALREADY_ADDED: web'],
    [{ kind: 'unknown' } as const, 'BAD_NAME: web'],
    [{ kind: 'failed', message: 'why' } as const, 'FAILED: why'],
  ])('adding a group: %o', async (outcome, text) => {
    expect(await world.call('supervisor.addProcessGroup', 'web')).toBe(true);
    world.daemon.addOutcome = outcome;
    expect(await faultOf(world.call('supervisor.addProcessGroup', 'web'))).toBe(text);
  });

  test('only a group that has stopped can be removed', async () => {
    world.addPrograms('web');
    world.run('web');
    expect(await faultOf(world.call('supervisor.removeProcessGroup', 'web'))).toBe('STILL_RUNNING: web');
    world.process('web').stop();
    world.exit('web', { kind: 'exited', code: 0 });
    expect(await world.call('supervisor.removeProcessGroup', 'web')).toBe(true);
    expect(await faultOf(world.call('supervisor.removeProcessGroup', 'web'))).toBe('BAD_NAME: web');
  });
});

describe('signals', () => {
  beforeEach(() => {
    world.addMembers('group', { name: 'a' }, { name: 'b' });
    world.run('a', 'group');
  });

  test('reach the process and change no state', async () => {
    expect(await world.call('supervisor.signalProcess', 'group:a', 'usr1')).toBe(true);
    expect(await world.call('supervisor.signalProcess', 'group:a', 10)).toBe(true);
    expect(world.kernel.signals).toEqual([
      { pid: 100, signal: 10, toGroup: false },
      { pid: 100, signal: 10, toGroup: false },
    ]);
    expect(world.process('a', 'group').state.name).toBe('RUNNING');
  });

  test.each([
    ['nope', 'HUP', 'BAD_NAME: nope'],
    ['group:nope', 'HUP', 'BAD_NAME: group:nope'],
    ['group:a', 'FOO', 'BAD_SIGNAL: FOO'],
    ['group:b', 'FOO', 'BAD_SIGNAL: FOO'],
    ['group:b', 'HUP', 'NOT_RUNNING: group:b'],
  ])('to %s with %s: %s', async (name, signal, text) => {
    expect(await faultOf(world.call('supervisor.signalProcess', name, signal))).toBe(text);
  });

  test('one that the kernel refuses is a failure', async () => {
    world.runtime('a').signalOutcome = { kind: 'failed', errno: 'EPERM' };
    expect(await faultOf(world.call('supervisor.signalProcess', 'group:a', 'HUP'))).toBe(
      'FAILED: unknown problem sending sig a (100):EPERM',
    );
    expect(world.process('a', 'group').state.name).toBe('RUNNING');
    expect(world.log.lines).toContain('CRIT unknown problem sending sig a (100):EPERM');
  });

  test('one that comes too late is none', async () => {
    world.runtime('a').signalOutcome = { kind: 'no-such-process' };
    expect(await world.call('supervisor.signalProcess', 'group:a', 'HUP')).toBe(true);
    expect(world.log.lines).toContain(
      'DEBG unable to signal a (pid 100), it probably just now exited on its own: [Errno 3] No such process',
    );
  });

  test.each([
    ['supervisor.signalProcess', ['group:*']],
    ['supervisor.signalProcessGroup', ['group']],
    ['supervisor.signalAllProcesses', []],
  ])('%s lists only the processes that can get one', async (method, params) => {
    expect(await world.call(method, ...params, 'HUP')).toEqual([
      { name: 'a', group: 'group', status: 80, description: 'OK' },
    ]);
    expect(await world.call(method, ...params, 'FOO')).toEqual([
      { name: 'a', group: 'group', status: 11, description: 'BAD_SIGNAL: FOO' },
    ]);
  });
});

describe('standard input', () => {
  beforeEach(() => world.addPrograms('web'));

  test('gets text as UTF-8', async () => {
    world.run('web');
    expect(await world.call('supervisor.sendProcessStdin', 'web', 'höl\n')).toBe(true);
    expect(world.runtime('web').stdin).toBe('höl\n');
  });

  test.each([
    ['closed', 'NO_FILE: web'],
    ['full', 'FAILED: web does not read its standard input'],
  ] as const)('that is %s: %s', async (outcome, text) => {
    world.run('web');
    world.runtime('web').stdinOutcome = outcome;
    expect(await faultOf(world.call('supervisor.sendProcessStdin', 'web', 'x'))).toBe(text);
  });

  test('of a process that does not run, or is being stopped, does not exist', async () => {
    expect(await faultOf(world.call('supervisor.sendProcessStdin', 'web', 'x'))).toBe('NOT_RUNNING: web');
    world.run('web');
    world.process('web').stop();
    expect(await faultOf(world.call('supervisor.sendProcessStdin', 'web', 'x'))).toBe('NOT_RUNNING: web');
  });

  test('takes only text', async () => {
    expect(await faultOf(world.call('supervisor.sendProcessStdin', 'web', 5))).toBe(
      'INCORRECT_PARAMETERS: 5',
    );
  });
});

describe('calls that nobody waits for any more', () => {
  test('stop waiting, and what was begun goes on', async () => {
    world.addPrograms('web');
    const client = new AbortController();
    const call = world.api.call('supervisor.startProcess', ['web'], {
      signal: client.signal,
      isReadOnly: false,
    });
    client.abort();
    await expect(call).rejects.toEqual(fault('This operation was aborted'));
    world.clock.advance(1000);
    expect(world.process('web').state.name).toBe('RUNNING');
  });
});
