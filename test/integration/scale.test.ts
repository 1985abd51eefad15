/** A thousand programs: all of them run, the daemon answers while it starts them, and none is left. No figures here. */
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { isAlive, processesWithVariable } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const COUNT = 1000;
const CONFIGURATION = `${daemonSections()}
[program:sleep]
command=sleep 1000
process_name=%(program_name)s_%(process_num)04d
numprocs=${COUNT}
stdout_logfile=NONE
stderr_logfile=NONE
`;

describe(`${COUNT} programs`, () => {
  it('all run, while vigilctl status is answered, and none is left after the shutdown', async () => {
    await withTempDir(async (directory) => {
      await withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
        const early = await status(daemon);
        expect(early).toHaveLength(COUNT);
        const running = await waitUntil('all to run', () => status(daemon), {
          accept: (lines) => lines.every((line) => / RUNNING /.test(line)),
        });
        expect(running).toHaveLength(COUNT);
        expect(livingPrograms(daemon)).toBe(COUNT);
        expect(await daemon.stop()).toEqual({ code: 0, signal: null });
        expect(daemon.leftovers()).toEqual([]);
      });
    });
  });
});

async function status(daemon: Daemon): Promise<string[]> {
  const { stdout } = await vigilctl(daemon, 'status');
  return stdout.split('\n').filter((line) => line !== '');
}

function livingPrograms(daemon: Daemon): number {
  const programs = processesWithVariable('SUPERVISOR_GROUP_NAME', 'sleep');
  return programs.filter((program) => program.parent === daemon.pid && isAlive(program.pid)).length;
}
