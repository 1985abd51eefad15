import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    for (const name of ['once', 'killed', 'hopeless']) await daemon.untilLog(new RegExp(`gave up: ${name}`));
    for (const name of ['once', 'killed', 'hopeless']) {
      const info = (await daemon.call('supervisor.getProcessInfo', name)) as Record<string, string>;
      const { statename = '', spawnerr = '', exitstatus = '', description = '', pid = '' } = info;
      run.note(name, { statename, spawnerr, exitstatus, description, pid });
      await run.noteCall(daemon, 'supervisor.stopProcess', name);
    }
  },
};
