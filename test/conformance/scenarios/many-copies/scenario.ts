import { hostname } from 'node:os';
import type { Scenario } from '../../scenario.ts';

const FILES = ['worker-7', 'worker-8', 'worker-9', 'web', 'api'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('worker_07', 'worker_08', 'worker_09', 'api', `site-${hostname()}`);
    for (const file of FILES) await daemon.untilFile(`out/${file}.txt`);
    await run.noteStates('states', daemon);
    await run.noteCall(daemon, 'supervisor.stopProcess', 'worker:worker_08');
    await run.noteCall(daemon, 'supervisor.stopProcess', 'worker_08');
    await run.noteCall(daemon, 'supervisor.startProcess', 'worker:worker_08');
    await run.noteCall(daemon, 'supervisor.startProcess', 'site:nobody');
    await run.noteStates('states afterwards', daemon);
  },
};
