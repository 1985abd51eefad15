import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('one', 'two');
    await daemon.untilFile('out/one.txt');
    for (const signal of ['USR1', 'NOISE', '99', '']) {
      await run.noteCall(daemon, 'supervisor.signalProcess', 'three', signal);
    }
    await run.noteCall(daemon, 'supervisor.signalProcess', 'one', 'usr1');
    await daemon.untilLog(/exited: one/);
    await run.noteCall(daemon, 'supervisor.signalProcess', 'two', 'SIGCONT');
    await run.noteCall(daemon, 'supervisor.signalProcess', 'two', '9');
    await daemon.untilLog(/exited: two/);
    await run.noteCall(daemon, 'supervisor.signalProcess', 'nobody', 'TERM');
    await run.noteCall(daemon, 'supervisor.signalAllProcesses', 'HUP');
    await run.noteStates('states', daemon);
  },
};
