import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  ignoredLines: /success:/,
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilLog(/exited: signals/);
    await daemon.untilLog(/exited: limits/);
  },
};
