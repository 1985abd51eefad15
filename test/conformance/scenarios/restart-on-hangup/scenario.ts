import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('kept', 'replaced');
    const configuration = daemon.readFile('supervisord.conf');
    const changed = configuration
      .replace('echo before', 'echo after')
      .concat('\n[program:new]\ncommand=sleep 1000\n');
    daemon.writeFile('supervisord.conf', changed);
    const { pid } = daemon;
    daemon.signal('SIGHUP');
    await daemon.untilRunning('new');
    await daemon.untilLog(/success: kept entered/, 2);
    await daemon.untilLog(/success: replaced entered/, 2);
    run.note('output', await daemon.untilFile('out/replaced.txt', (text) => text.includes('after')));
    run.note('same pid', daemon.readFile('supervisord.pid') === `${pid}\n`);
    await run.noteStates('states', daemon);
  },
};
