import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { MethodNames } from '../method-names.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

test("the names are those of Supervisor and vigil's own", async () => {
  const names =
    'addProcessGroup clearAllProcessLogs clearLog clearProcessLog clearProcessLogs getAPIVersion ' +
    'getAllConfigInfo getAllProcessInfo getIdentification getPID getProcessInfo getState getSupervisorVersion ' +
    'getVersion readLog readMainLog readProcessLog readProcessStderrLog readProcessStdoutLog reloadConfig ' +
    'removeProcessGroup restart sendProcessStdin sendRemoteCommEvent shutdown signalAllProcesses signalProcess ' +
    'signalProcessGroup startAllProcesses startProcess startProcessGroup stopAllProcesses stopProcess ' +
    'stopProcessGroup tailProcessLog tailProcessStderrLog tailProcessStdoutLog';
  expect(await world.call('system.listMethods')).toEqual([
    ...names.split(' ').map((name) => `supervisor.${name}`),
    ...new MethodNames([]).list(),
  ]);
});

test('every method has a text and a signature', async () => {
  const names = (await world.call('system.listMethods')) as readonly string[];
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) {
    expect(await world.call('system.methodHelp', name)).toMatch(
      /^[A-Z].*\.\n\n(@param .*\n)*@return \w+ result {2}./s,
    );
    expect(await world.call('system.methodSignature', name)).toContainEqual(expect.any(String));
  }
});

test.each([
  ['supervisor.startProcess', ['boolean', 'string', 'boolean']],
  ['supervisor.getVersion', ['string']],
  ['supervisor.readProcessLog', ['string', 'string', 'int', 'int']],
  ['supervisor.sendProcessStdin', ['boolean', 'string', 'string']],
  ['system.multicall', ['array', 'array']],
])('the signature of %s is %j', async (name, signature) => {
  expect(await world.call('system.methodSignature', name)).toEqual(signature);
});

test.each(['system.methodHelp', 'system.methodSignature'])('%s knows only methods', async (method) => {
  await expect(world.call(method, 'nope')).rejects.toThrow(/^SIGNATURE_UNSUPPORTED$/);
});

describe('multicall', () => {
  test('gives bare results and faults, in order', async () => {
    const calls = [
      { methodName: 'supervisor.getPID' },
      { methodName: 'supervisor.getProcessInfo', params: ['nope'] },
      { methodName: 'nope', params: [] },
      { params: [] },
      'no struct',
      { methodName: 'supervisor.getPID', params: 'no array' },
      { methodName: 'system.multicall', params: [[]] },
      { methodName: 'system.methodSignature', params: ['supervisor.getPID'] },
    ];
    expect(await world.call('system.multicall', calls)).toEqual([
      4242,
      { faultCode: 10, faultString: 'BAD_NAME: nope' },
      { faultCode: 1, faultString: 'UNKNOWN_METHOD' },
      { faultCode: 2, faultString: 'INCORRECT_PARAMETERS: No methodName' },
      { faultCode: 2, faultString: 'INCORRECT_PARAMETERS: No methodName' },
      { faultCode: 2, faultString: 'INCORRECT_PARAMETERS' },
      { faultCode: 2, faultString: 'INCORRECT_PARAMETERS: Recursive system.multicall forbidden' },
      ['int'],
    ]);
  });

  test('tells of processes what was so at the turn of each call', async () => {
    world.addPrograms('web');
    const states = { methodName: 'vigil.getStates', params: [] };
    const start = { methodName: 'supervisor.startProcess', params: ['web', false] };
    expect(await world.call('system.multicall', [states, start, states])).toEqual([
      [['web', 'web', 'STOPPED', 'Not started']],
      true,
      [['web', 'web', 'STARTING', '']],
    ]);
  });

  test('a call that waits holds back those behind it', async () => {
    world.addPrograms('web');
    const call = world.call('system.multicall', [
      { methodName: 'supervisor.startProcess', params: ['web'] },
      { methodName: 'supervisor.stopProcess', params: ['web', false] },
    ]);
    await Promise.resolve();
    expect(world.process('web').state.name).toBe('STARTING');
    world.clock.advance(1000);
    expect(await call).toEqual([true, true]);
    expect(world.process('web').state.name).toBe('STOPPING');
  });

  test('a bug in one call is a fault of it alone', async () => {
    world.addPrograms('web');
    world.runtime('web').clearError = new TypeError('broken');
    const clear = { methodName: 'supervisor.clearProcessLogs', params: ['web'] };
    expect(await world.call('system.multicall', [clear, { methodName: 'supervisor.getPID' }])).toEqual([
      { faultCode: 30, faultString: 'FAILED: TypeError:broken' },
      4242,
    ]);
  });

  test('when nobody waits any more, the remaining calls are not made', async () => {
    world.addPrograms('web', 'api');
    const client = new AbortController();
    const call = world.api.call(
      'system.multicall',
      [['web', 'api'].map((name) => ({ methodName: 'supervisor.startProcess', params: [name] }))],
      { signal: client.signal, isReadOnly: false },
    );
    client.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(world.process('web').state.name).toBe('STARTING');
    expect(world.process('api').state.name).toBe('STOPPED');
  });
});
