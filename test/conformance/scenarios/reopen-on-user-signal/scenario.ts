import { renameSync } from 'node:fs';
import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('echo');
    await daemon.call('supervisor.sendProcessStdin', 'echo', 'before\n');
    await daemon.untilFile('out/echo.log');
    renameSync(`${run.directory}/out/echo.log`, `${run.directory}/out/echo.log.old`);
    renameSync(`${run.directory}/supervisord.log`, `${run.directory}/out/supervisord.log.old`);
    daemon.signal('SIGUSR2');
    await daemon.untilFile('out/supervisord.log.old', (text) => text.includes('supervisord logreopen'));
    await daemon.until('the new log', () => daemon.describe('supervisord.log') !== 'absent');
    await daemon.call('supervisor.sendProcessStdin', 'echo', 'after\n');
    run.note('the new file', await daemon.untilFile('out/echo.log'));
    run.note('the old file', daemon.readFile('out/echo.log.old'));
  },
};
