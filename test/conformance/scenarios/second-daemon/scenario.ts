import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('sleep');
    const elsewhere = ['-l', `${run.directory}/out/second.log`, '-j', `${run.directory}/out/second.pid`];
    await run.invoke('second', '-n', '-c', `${run.directory}/supervisord.conf`, ...elsewhere);
    await run.noteStates('states afterwards', daemon);
  },
};
