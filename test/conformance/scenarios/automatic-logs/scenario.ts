import { filesUnder } from '../../observation.ts';
import type { Scenario } from '../../scenario.ts';

const NAMES = ['automatic', 'both', 'silent'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning(...NAMES);
    await daemon.until(
      'the output',
      () => filesUnder(`${daemon.directory}/logs`).filter(hasText).length === 3,
    );
    for (const name of [...NAMES, 'quiet']) {
      const info = (await daemon.call('supervisor.getProcessInfo', name)) as Record<string, string>;
      const { logfile = '', stdout_logfile = '', stderr_logfile = '' } = info;
      run.note(`log files of ${name}`, { logfile, stdout_logfile, stderr_logfile });
    }
    run.note('the folder', filesUnder(`${daemon.directory}/logs`).join('\n'));

    function hasText(file: string): boolean {
      return daemon.readFile(`logs/${file}`) !== '';
    }
  },
};
