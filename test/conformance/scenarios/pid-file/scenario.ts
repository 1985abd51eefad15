import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    run.note('is its pid', daemon.readFile('supervisord.pid') === `${daemon.pid}\n`);
    run.note('modes', daemon.describe('supervisord.pid', 'supervisor.sock', 'supervisord.log'));
    await daemon.untilRunning('sleep');
    await daemon.stop();
    run.note('modes afterwards', daemon.describe('supervisord.pid', 'supervisor.sock', 'supervisord.log'));
  },
};
