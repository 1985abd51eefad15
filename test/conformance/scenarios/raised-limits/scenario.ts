import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  ignoredLines: /success:/,
  async steps(run) {
    // Under a shell, as from a script: vigild looks at its parent for the limit that was there before Node raised it.
    const shell = ['sh', '-c', '"$0" "$@"; exit $?'];
    const prefix = ['prlimit', '--nofile=300:20000', '--nproc=50:90000', ...shell];
    const daemon = await run.start({ prefix });
    await daemon.untilLog(/exited: limits/);
  },
};
