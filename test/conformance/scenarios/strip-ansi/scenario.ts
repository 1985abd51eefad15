import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('colours');
    await daemon.untilFile('out/colours.txt');
  },
};
