import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    // Not as root, who may raise a hard limit.
    const prefix = ['prlimit', '--nofile=300:400', 'setpriv', '--reuid=65534', '--clear-groups'];
    const configuration = `${run.directory}/supervisord.conf`;
    await run.invokeWith('start', {
      prefix,
      arguments: ['-n', '-c', configuration, '-l', '/dev/null', '-j', '/dev/null'],
    });
  },
};
