import { describe, expect, it } from 'vitest';
import { MethodNames } from './method-names.ts';

describe('method names', () => {
  it('are those of the table under the configured namespace', () => {
    const names = new MethodNames(['foo']);
    expect(names.resolve('foo.getPID')).toBe('supervisor.getPID');
    expect(names.resolve('foo.getVersion')).toBe('supervisor.getAPIVersion');
    expect(names.resolve('supervisor.getPID')).toBeUndefined();
    expect(names.resolve('vigil.plan')).toBe('vigil.plan');
    expect(names.resolve('foo.plan')).toBeUndefined();
    expect(names.resolve('system.listMethods')).toBe('system.listMethods');
  });

  it.each(['getPID', 'supervisor.getPID.x', 'supervisor.', 'nowhere.getPID', 'supervisor.toString', ''])(
    'do not include %j',
    (name) => expect(new MethodNames(['supervisor']).resolve(name)).toBeUndefined(),
  );

  it('are only the fixed ones without an rpcinterface', () => {
    expect(new MethodNames([]).list()).toEqual([
      'system.listMethods',
      'system.methodHelp',
      'system.methodSignature',
      'system.multicall',
      'vigil.addProgram',
      'vigil.apply',
      'vigil.clearProcessLogs',
      'vigil.disable',
      'vigil.enable',
      'vigil.explainProcess',
      'vigil.forgetProgram',
      'vigil.getDisabled',
      'vigil.getEffectiveConfig',
      'vigil.getHistory',
      'vigil.getListenerPools',
      'vigil.getProcessTree',
      'vigil.getStates',
      'vigil.getTallies',
      'vigil.getUpgrade',
      'vigil.getUsage',
      'vigil.plan',
      'vigil.restartProcesses',
      'vigil.signalProcesses',
      'vigil.startProcesses',
      'vigil.stopProcesses',
      'vigil.upgrade',
    ]);
    const own = new MethodNames(['supervisor']).list().filter((name) => name.startsWith('supervisor.'));
    expect(own).toHaveLength(37);
  });
});
