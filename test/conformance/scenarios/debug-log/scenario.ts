import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  // Descriptor numbers and the number of SIGCHLD that fall together depend on chance.
  ignoredLines: /stopped monitoring|received SIGCH?LD/,
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('echo', 'stubborn', 'group');
    await daemon.untilFile('out/stubborn.ready');
    await daemon.call('supervisor.sendProcessStdin', 'echo', 'The Øresund bridge\n');
    await daemon.untilLog(/The Øresund bridge/);
    await daemon.call('supervisor.signalProcess', 'echo', 'CONT');
    for (const name of ['echo', 'stubborn', 'group']) await daemon.call('supervisor.stopProcess', name);
  },
};
