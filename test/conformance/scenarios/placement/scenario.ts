import type { Scenario } from '../../scenario.ts';

const REPORTS = ['here', 'placed'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning(...REPORTS);
    for (const name of REPORTS) {
      await daemon.untilFile(`out/${name}.txt`, (text) => text.includes('end of report'));
    }
    await daemon.untilRunning('relative');
    await daemon.untilFile('out/relative.txt');
    await daemon.untilLog(/gave up: lost/);
  },
};
