import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('quotes', 'lines', 'path');
    await daemon.untilLog(/gave up: comment/);
    for (const name of ['quotes', 'lines', 'path']) await daemon.untilFile(`out/${name}.txt`);
  },
};
