import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  needsRoot: true,
  async steps(run) {
    const daemon = await run.start({ mode: 'as-configured' });
    await daemon.untilRunning('sleep');
  },
};
