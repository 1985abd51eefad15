import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  // Two processes of one group are signalled together and may end in either order.
  orderedLines: /spawned:|stopped: (?!late_a)/,
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('first', 'middle', 'last', 'late_a', 'late_b');
    await run.noteStates('states', daemon);
  },
};
