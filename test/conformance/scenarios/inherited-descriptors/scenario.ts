import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  ignoredLines: /success:/,
  async steps(run) {
    // A shell or a service that leaves descriptors open when it starts the daemon.
    const prefix = ['sh', '-c', 'exec 7< /dev/null 9> /dev/null; exec "$0" "$@"'];
    const daemon = await run.start({ prefix });
    await daemon.untilLog(/exited: listing/);
  },
};
