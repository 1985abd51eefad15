import type { Scenario } from '../../scenario.ts';

const NAMES = [
  'missing',
  'missingpath',
  'relative',
  'directory',
  'notexecutable',
  'unquoted',
  'retried',
  'logless',
];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    for (const name of NAMES) await daemon.untilLog(new RegExp(`gave up: ${name}`));
    await run.noteStates('states', daemon);
    for (const name of NAMES) {
      const info = (await daemon.call('supervisor.getProcessInfo', name)) as { spawnerr: string };
      run.note(`spawnerr of ${name}`, info.spawnerr);
      await run.noteCall(daemon, 'supervisor.startProcess', name);
    }
  },
};
