import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('kept', 'removed', 'changed');
    const first = daemon.readFile('supervisord.conf');
    await run.noteCall(daemon, 'supervisor.reloadConfig');
    const second = first.replace('echo before', 'echo after').replace('[program:removed]', '[program:added]');
    daemon.writeFile('supervisord.conf', second);
    run.note('differences', await daemon.call('supervisor.reloadConfig'));
    for (const name of ['removed', 'changed']) {
      await run.noteCall(daemon, 'supervisor.removeProcessGroup', name);
      await run.noteCall(daemon, 'supervisor.stopProcess', name);
      run.note(`removal of ${name}`, await daemon.call('supervisor.removeProcessGroup', name));
    }
    for (const name of ['changed', 'added', 'kept', 'nobody']) {
      await run.noteCall(daemon, 'supervisor.addProcessGroup', name);
    }
    await daemon.untilRunning('added');
    await daemon.untilLog(/success: changed entered/, 2);
    await daemon.untilFile('out/changed.txt', (text) => text.includes('after'));
    await run.noteStates('states', daemon);
    daemon.writeFile('supervisord.conf', first.replace('command=sleep', 'startsecs=many\ncommand=sleep'));
    run.note('broken', await daemon.call('supervisor.reloadConfig').catch((error: Error) => error.message));
  },
};
