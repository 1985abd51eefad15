import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  ignoredLines: /success:/,
  async steps(run) {
    const daemon = await run.start({ prefix: ['prlimit', '--nofile=300:20000', '--nproc=50:90000'] });
    await daemon.untilLog(/exited: limits/);
  },
};
