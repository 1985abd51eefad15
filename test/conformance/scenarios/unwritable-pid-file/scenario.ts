import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    // A directory: nobody can write it as a file, not even root.
    const daemon = await run.start({
      arguments: ['-j', `${run.directory}/out`],
      isReady: /spawned: 'sleep'/,
    });
    await daemon.untilRunning('sleep');
  },
};
