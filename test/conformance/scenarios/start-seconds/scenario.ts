import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('zero', 'two');
    daemon.writeFile('out/zero', '');
    await daemon.untilLog(/exited: zero/);
    await run.noteStates('states', daemon);
    await run.noteCall(daemon, 'supervisor.startProcess', 'later');
    await run.noteCall(daemon, 'supervisor.startProcess', 'later');
    await run.noteCall(daemon, 'supervisor.startProcess', 'zero', false);
    await run.noteCall(daemon, 'supervisor.stopProcess', 'later');
    await run.noteCall(daemon, 'supervisor.stopProcess', 'later');
    await run.noteStates('states afterwards', daemon);
  },
};
