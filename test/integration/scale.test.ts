/** A thousand programs: all of them run, the daemon answers while it starts them, and none is left. No figures here. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { isAlive, processesWithVariable } from '../support/proc-files.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const VIGILCTL = fileURLToPath(new URL('../../bin/vigilctl', import.meta.url));
const COUNT = 1000;
const CONFIGURATION = `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://%(here)s/supervisor.sock

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
        const early = await status(directory);
        expect(early).toHaveLength(COUNT);
        const running = await waitUntil('all to run', () => status(directory), {
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

async function status(directory: string): Promise<string[]> {
  const commandLine = [VIGILCTL, '-c', `${directory}/supervisord.conf`, 'status'];
  const { stdout } = await runToExit(process.execPath, commandLine, { directory });
  return stdout.split('\n').filter((line) => line !== '');
}

function livingPrograms(daemon: Daemon): number {
  const programs = processesWithVariable('SUPERVISOR_GROUP_NAME', 'sleep');
  return programs.filter((program) => program.parent === daemon.pid && isAlive(program.pid)).length;
}
