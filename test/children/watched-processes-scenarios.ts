/** Plays one scenario around the watched processes, named by its first argument, and prints what came of it as JSON. */
import type { ExitStatus } from '../../src/core/exit-status.ts';
import { SIGKILL } from '../../src/core/signals.ts';
import type { Pid } from '../../src/core/units.ts';
import { WatchedProcesses } from '../../src/daemon/watched-processes.ts';
import { SystemClock } from '../../src/os/clock.ts';
import { openLibc } from '../../src/os/native.ts';
import { type ProcessIdentity, readProcess } from '../../src/os/process-table.ts';
import { processesWithVariable } from '../support/proc-files.ts';
import { spawnShell } from '../support/spawn-shell.ts';
import { waitUntil } from '../support/wait-until.ts';

const libc = openLibc();
const processes = new WatchedProcesses({
  libc,
  clock: new SystemClock(),
  log: () => undefined,
  onListenerError: (error) => {
    throw error;
  },
});
const told: ExitStatus[] = [];
const tell = (status: ExitStatus): void => {
  told.push(status);
};

function identityOf(pid: Pid): ProcessIdentity {
  const found = readProcess(pid);
  if (found === null) throw new Error(`${pid} is not there`);
  return found;
}

const scenarios = {
  async endsBeforeItIsExpected() {
    const child = spawnShell(libc, 'exit 5');
    processes.hold(identityOf(child));
    processes.begin();
    await waitUntil('its end', () => readProcess(child) === null);
    processes.expectExit(child, tell);
    return { told, isExpected: processes.isExpected(child) };
  },

  async isExpectedBeforeItEnds() {
    const child = spawnShell(libc, 'exec sleep 60');
    processes.hold(identityOf(child));
    processes.begin();
    processes.expectExit(child, tell);
    const outcome = processes.signal(child, SIGKILL, false);
    await waitUntil('its end', () => told.length > 0);
    return { told, outcome, isExpected: processes.isExpected(child) };
  },

  /** It has lost its parent before this process became the one that gets orphans. */
  async isNoChild() {
    const mark = `${process.pid}`;
    spawnShell(libc, `WATCHED_BY=${mark} sleep 60 & exit 0`);
    const find = () => processesWithVariable('WATCHED_BY', mark).find(({ parent }) => parent !== process.pid);
    const pid = (await waitUntil('the orphan', find))?.pid as Pid;
    processes.hold(identityOf(pid));
    processes.begin();
    processes.expectExit(pid, tell);
    const outcome = processes.signal(pid, SIGKILL, false);
    await waitUntil('its end', () => told.length > 0);
    return { ends: told.length, outcome, isExpected: processes.isExpected(pid) };
  },
} as const satisfies Record<string, () => unknown>;

const answer: unknown = await scenarios[process.argv[2] as keyof typeof scenarios]();
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
