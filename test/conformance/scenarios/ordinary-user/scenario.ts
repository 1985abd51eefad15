import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  needsRoot: true,
  async steps(run) {
    const prefix = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const daemon = await run.start({ files: 'out', prefix });
    await daemon.untilRunning('report');
    await daemon.untilLog(/gave up: other/);
    await daemon.untilFile('out/report.txt', (text) => text.includes('end of report'));
    run.note('owners', daemon.describe('out/supervisord.pid', 'out/supervisor.sock', 'out/supervisord.log'));
    await daemon.stop();
    await run.invokeWith('as another user', {
      prefix,
      arguments: ['-n', '-c', `${run.directory}/supervisord.conf`, '-u', 'www-data'],
    });
  },
};
