import type { JsonValue } from '../../core/json-value.ts';
import { resultOf } from '../replies.ts';
import type { ListenerPool, ProcessInfo } from '../rpc-results.ts';
import type { Session } from '../session.ts';
import { judgeSelection, selectFrom, showSelection } from '../status-table.ts';
import {
  leftoversOf,
  NO_DETAILS,
  poolLine,
  type StatusDetails,
  statusDetails,
  tallyLine,
  tallyOf,
} from './status-details.ts';

export async function status(session: Session, names: readonly string[]): Promise<void> {
  const { isLong, rest } = longOption(names);
  const selection = selectFrom(await everyProcess(session), rest);
  const details = isLong ? await statusDetails(session) : null;
  showSelection(session, selection, (info) => {
    const tally = details === null ? undefined : tallyOf(info, details);
    if (details === null || tally === undefined) return null;
    return tallyLine(info, tally, leftoversOf(info, details));
  });
  for (const { name } of selection.unknown) session.unknownName(name);
  if (!isLong) return;
  if (details === null) session.output.complaint(NO_DETAILS);
  else for (const pool of details.pools) session.output.line(poolLine(pool));
}

async function everyProcess(session: Session): Promise<readonly ProcessInfo[]> {
  return resultOf(await session.client.call('supervisor.getAllProcessInfo'));
}

const LONG = ['-l', '--long'];

function longOption(words: readonly string[]): {
  readonly isLong: boolean;
  readonly rest: readonly string[];
} {
  const isLong = LONG.includes(words[0] ?? '');
  return { isLong, rest: isLong ? words.slice(1) : words };
}

export async function statusJson(session: Session, names: readonly string[]): Promise<JsonValue> {
  const { isLong, rest } = longOption(names);
  const selection = selectFrom(await everyProcess(session), rest);
  judgeSelection(session, selection);
  const { listed, unknown } = selection;
  const details = isLong ? await statusDetails(session) : null;
  const errors = unknown.map(({ name, error }) => ({ name, error }));
  return {
    processes: listed.map((info) => ({ ...describe(info), ...describeTally(info, details) })),
    ...(details === null ? {} : { listener_pools: details.pools.map(describePool) }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** The names are those of the API. */
function describe(info: ProcessInfo): Record<string, JsonValue> {
  return {
    group: info.group,
    name: info.name,
    state: info.state,
    statename: info.statename,
    description: info.description,
    pid: info.pid,
    start: info.start,
    stop: info.stop,
    now: info.now,
    exitstatus: info.exitStatus,
    spawnerr: info.spawnError,
    stdout_logfile: info.stdoutLog,
    stderr_logfile: info.stderrLog,
  };
}

function describeTally(info: ProcessInfo, details: StatusDetails | null): Record<string, JsonValue> {
  const tally = details === null ? undefined : tallyOf(info, details);
  if (details === null || tally === undefined) return {};
  const left = leftoversOf(info, details);
  const { starts, failures, stdoutLost, stderrLost } = tally;
  const counts = { starts, failures, stdout_lost: stdoutLost, stderr_lost: stderrLost };
  return left.length === 0 ? counts : { ...counts, left_behind: left };
}

function describePool({ name, bufferSize, buffered, processed, discarded }: ListenerPool): JsonValue {
  return { name, buffer_size: bufferSize, buffered, processed, discarded };
}
