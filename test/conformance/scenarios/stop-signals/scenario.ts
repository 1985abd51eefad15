import type { Scenario } from '../../scenario.ts';

const SIGNALS = ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', '12'];

export const scenario: Scenario = {
  // With no patience at all Supervisor kills once in each turn of its loop.
  ignoredLines: /killing 'impatient'/,
  async steps(run) {
    const daemon = await run.start();
    for (const signal of SIGNALS) {
      await daemon.untilFile(`out/${signal}.txt`, (text) => text.includes('ready'));
      await daemon.untilRunning(`stopped_by_${signal}`);
    }
    await daemon.untilFile('out/stubborn.ready');
    await daemon.untilFile('out/impatient.ready');
    await daemon.untilRunning('stubborn', 'impatient');
    for (const signal of SIGNALS) {
      await run.noteCall(daemon, 'supervisor.stopProcess', `stopped_by_${signal}`);
      const info = (await daemon.call('supervisor.getProcessInfo', `stopped_by_${signal}`)) as Record<
        string,
        string
      >;
      run.note(`exit status after ${signal}`, info['exitstatus'] ?? 'none');
    }
    await run.noteCall(daemon, 'supervisor.stopProcess', 'stubborn');
    await run.noteCall(daemon, 'supervisor.stopProcess', 'impatient');
    await run.noteStates('states', daemon);
  },
};
