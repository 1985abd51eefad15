import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  needsRoot: true,
  async steps(run) {
    const daemon = await run.start({ files: 'out' });
    await daemon.untilRunning('report', 'same');
    await daemon.untilLog(/gave up: other/);
    await daemon.untilFile('out/report.txt', (text) => text.includes('end of report'));
    await daemon.untilFile('out/same.txt', (text) => text.includes('end of report'));
    run.note('owners', daemon.describe('out/supervisord.pid', 'out/supervisor.sock', 'out/supervisord.log'));
  },
};
