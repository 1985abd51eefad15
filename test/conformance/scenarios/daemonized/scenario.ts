import { readlinkSync } from 'node:fs';
import { openDescriptors, processStatus } from '../../../support/proc-files.ts';
import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start({ mode: 'daemonized' });
    await daemon.untilRunning('report', 'moved');
    await daemon.untilFile('out/report.txt', (text) => text.includes('end of report'));
    await daemon.untilFile('out/moved.txt');
    const status = processStatus(daemon.pid);
    run.note('leads its session', status?.session === daemon.pid);
    run.note('leads its group', status?.processGroup === daemon.pid);
    run.note('terminal', status?.terminal ?? -1);
    run.note('directory', readlinkSync(`/proc/${daemon.pid}/cwd`));
    const descriptors = openDescriptors(daemon.pid);
    run.note(
      'standard descriptors',
      [0, 1, 2].map((number) => descriptors.get(number) ?? 'closed'),
    );
    run.note(
      'modes',
      daemon.describe('supervisord.pid', 'supervisor.sock', 'supervisord.log', 'out/report.txt'),
    );
  },
};
