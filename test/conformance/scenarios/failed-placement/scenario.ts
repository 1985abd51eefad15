import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilLog(/gave up: nowhere/);
    await daemon.untilLog(/gave up: notascript/);
    await run.noteStates('states', daemon);
  },
};
