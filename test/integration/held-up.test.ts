/** A vigild that could not run for a while, as in a debugger, or where memory was short or a disk hung. */
import { expect, test } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { processStatus } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIGURATION = `${daemonSections()}
[program:polite]
command=sleep 1000
stopwaitsecs=1
`;

test('a program that stopped in time meanwhile is not said to be killed', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
      await daemon.untilRunning('polite');
      const { pid } = (await daemon.call('supervisor.getProcessInfo', 'polite')) as { pid: number };
      // The signal of the stop waits for it, so that it ends while vigild cannot see it.
      process.kill(pid, 'SIGSTOP');
      expect(await daemon.call('supervisor.stopProcess', 'polite', false)).toBe(true);
      process.kill(daemon.pid, 'SIGSTOP');
      const heldUpAt = performance.now();
      process.kill(pid, 'SIGCONT');
      await waitUntil('the end of the program', () => processStatus(pid)?.state === 'Z');
      await waitUntil('its deadline', () => performance.now() - heldUpAt > 1500);
      process.kill(daemon.pid, 'SIGCONT');
      await daemon.untilLog(/stopped: polite \(terminated by SIGTERM\)/);
      expect(daemon.log()).not.toContain('SIGKILL');
    }),
  ));
