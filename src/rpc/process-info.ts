/** The struct that tells about one process, its keys in Supervisor's order. */
import { pidOf, publicStateName, STATE_CODES } from '../core/process-state.ts';
import type { WallClockTime } from '../core/units.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import { describeProcess } from './process-description.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

const LARGEST_INT = 2 ** 31 - 1;

export function processInfo(
  group: ProcessGroup,
  process: ManagedProcess,
  wallNow: WallClockTime,
): XmlRpcStruct {
  const { name, state, runtime } = process;
  const { history } = state;
  const shownState = publicStateName(state);
  const start = wholeSeconds(history.startedAt);
  const stop = wholeSeconds(history.stoppedAt);
  const now = wholeSeconds(wallNow);
  const pid = pidOf(state) ?? 0;
  const spawnError = history.spawnError ?? '';
  const logfile = runtime.stdoutLogfile ?? '';
  return {
    name,
    group: group.name,
    start,
    stop,
    now,
    state: STATE_CODES[shownState],
    statename: shownState,
    spawnerr: spawnError,
    exitstatus: history.exitCode ?? 0,
    logfile,
    stdout_logfile: logfile,
    stderr_logfile: runtime.stderrLogfile ?? '',
    pid,
    description: describeProcess({ name, state: shownState, start, stop, now, pid, spawnError }),
  };
}

/** Capped to what XML-RPC's integers hold, as in Supervisor. */
function wholeSeconds(time: WallClockTime | null): number {
  if (time === null) return 0;
  return Math.max(-LARGEST_INT - 1, Math.min(LARGEST_INT, Math.trunc(time / 1000)));
}
