import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('main', 'a', 'b');
    for (const name of ['main', 'a', 'b']) await daemon.untilFile(`out/${name}.txt`);
    await run.noteStates('states', daemon);
  },
};
