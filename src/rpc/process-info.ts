/** The struct that tells about one process, its keys in Supervisor's order. */
import { type PublicStateName, pidOf, publicStateName, STATE_CODES } from '../core/process-state.ts';
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

/** What `status` shows of a process: group, name, state, description. */
export type ProcessStatus = readonly [
  group: string,
  name: string,
  statename: PublicStateName,
  description: string,
];

export function processStatus(
  group: ProcessGroup,
  process: ManagedProcess,
  wallNow: WallClockTime,
): ProcessStatus {
  const { name, state } = process;
  const { history } = state;
  const shownState = publicStateName(state);
  const description = describeProcess({
    name,
    state: shownState,
    start: wholeSeconds(history.startedAt),
    stop: wholeSeconds(history.stoppedAt),
    now: wholeSeconds(wallNow),
    pid: pidOf(state) ?? 0,
    spawnError: history.spawnError ?? '',
  });
  return [group.name, name, shownState, description];
}

/** Capped to what XML-RPC's integers hold, as in Supervisor. */
function wholeSeconds(time: WallClockTime | null): number {
  if (time === null) return 0;
  return Math.max(-LARGEST_INT - 1, Math.min(LARGEST_INT, Math.trunc(time / 1000)));
}
