import { joinNamespec, splitNamespec } from '../../core/namespec.ts';
import type { JsonValue } from '../action.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { characterCount, padEnd } from '../padding.ts';
import { isStopped } from '../process-states.ts';
import { resultOf } from '../replies.ts';
import type { ListenerPool, ProcessInfo } from '../rpc-methods.ts';
import type { Session } from '../session.ts';
import {
  NO_DETAILS,
  poolLine,
  type StatusDetails,
  statusDetails,
  tallyLine,
  tallyOf,
} from './status-details.ts';

const MINIMUM_NAME_WIDTH = 30;
const STATE_WIDTH = 10;

export async function status(session: Session, names: readonly string[]): Promise<void> {
  const { isLong, rest } = longOption(names);
  const { listed, unknown } = await select(session, rest);
  for (const { name, error } of unknown) session.output.line(`${name}: ERROR (${error})`);
  const details = isLong ? await statusDetails(session) : null;
  showTable(session, listed, details);
  if (!isLong) return;
  if (details === null) session.output.complaint(NO_DETAILS);
  else for (const pool of details.pools) session.output.line(poolLine(pool));
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
  const { listed, unknown } = await select(session, rest);
  const details = isLong ? await statusDetails(session) : null;
  const errors = unknown.map(({ name, error }) => ({ name, error }));
  return {
    processes: listed.map((info) => ({ ...describe(info), ...describeTally(info, details) })),
    ...(details === null ? {} : { listener_pools: details.pools.map(describePool) }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

interface Selection {
  /** In the order of the names. */
  readonly listed: readonly ProcessInfo[];
  readonly unknown: readonly { readonly name: string; readonly error: string }[];
}

/** Sets the exit status as well. */
async function select(session: Session, names: readonly string[]): Promise<Selection> {
  const everything = resultOf(await session.client.call('supervisor.getAllProcessInfo'));
  const isAll = names.length === 0 || names.includes('all');
  const found = isAll ? [] : names.map((name) => ({ name, infos: matching(name, everything) }));
  const listed = isAll ? everything : found.flatMap(({ infos }) => infos);
  const unknown = found.filter(({ infos }) => infos.length === 0).map(({ name }) => unknownName(name));
  if (unknown.length > 0) session.fail(EXIT_STATUS.statusUnknown);
  if (listed.some((info) => isStopped(info.state))) session.fail(EXIT_STATUS.someProcessDown);
  return { listed, unknown };
}

function matching(name: string, everything: readonly ProcessInfo[]): readonly ProcessInfo[] {
  const { group, process } = splitNamespec(name);
  return everything.filter((info) => info.group === group && (process === null || info.name === process));
}

function unknownName(name: string): { readonly name: string; readonly error: string } {
  const { group, process } = splitNamespec(name);
  return process === null ? { name: group, error: 'no such group' } : { name, error: 'no such process' };
}

function showTable(session: Session, infos: readonly ProcessInfo[], details: StatusDetails | null): void {
  const names = infos.map((info) => joinNamespec(info.group, info.name));
  const width = Math.max(MINIMUM_NAME_WIDTH, ...names.map(characterCount)) + 3;
  for (const [index, info] of infos.entries()) {
    const name = padEnd(names[index] ?? '', width);
    session.output.line(`${name}${padEnd(info.statename, STATE_WIDTH)}${info.description}`);
    const tally = details === null ? undefined : tallyOf(info, details);
    if (tally !== undefined) session.output.line(`${' '.repeat(width)}${tallyLine(info, tally)}`);
  }
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
  if (tally === undefined) return {};
  const { starts, failures, stdoutLost, stderrLost } = tally;
  return { starts, failures, stdout_lost: stdoutLost, stderr_lost: stderrLost };
}

function describePool({ name, bufferSize, buffered, processed, discarded }: ListenerPool): JsonValue {
  return { name, buffer_size: bufferSize, buffered, processed, discarded };
}
