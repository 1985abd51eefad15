import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  // The program's lines may come before or after the daemon's own.
  programLines: /^(this goes|and this)/,
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('loud');
    await daemon.untilFile('daemon.stdout', (text) => text.includes('this goes to'));
    await daemon.untilFile('daemon.stderr');
  },
};
