/** What `tail` and `maintail` have in common. Source: Supervisor supervisorctl.py, _tailf(); http_client.py. */
import { setTimeout } from 'node:timers/promises';
import { pythonInteger } from '../config/python-text.ts';
import { FAULTS } from '../rpc/faults.ts';
import { HttpStatusError, type Reply } from './client.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { ConnectError, DisconnectedError } from './http-connection.ts';
import { untilInterrupted } from './interrupt.ts';
import { connectErrorText } from './python-error.ts';
import { UnexpectedFaultError } from './replies.ts';
import type { Session } from './session.ts';

export type TailLength = { readonly kind: 'bytes'; readonly count: number } | { readonly kind: 'follow' };

/** What is shown without an option. */
export const DEFAULT_TAIL: TailLength = { kind: 'bytes', count: 1600 };

/** `-f` or `-N`; undefined for anything else. */
export function parseTailOption(option: string): TailLength | undefined {
  if (!option.startsWith('-')) return undefined;
  const what = option.slice(1);
  if (what === 'f') return { kind: 'follow' };
  const count = pythonInteger(what);
  return count === undefined ? undefined : { kind: 'bytes', count };
}

/** Prints a log that was read, or what is wrong with it. `name` is whose log it is. */
export function showLog(session: Session, name: string, reply: Reply<string>): void {
  if (reply.kind === 'result') {
    session.output.log(reply.value);
    return;
  }
  session.fail(EXIT_STATUS.generic);
  const reason = READ_REASONS.get(reply.code);
  if (reason === undefined) throw new UnexpectedFaultError(reply);
  session.output.line(`${name}: ERROR (${reason})`);
  if (reply.code === FAULTS.BAD_NAME) session.unknownName(name);
}

const READ_REASONS: ReadonlyMap<number, string> = new Map([
  [FAULTS.NO_FILE, 'no log file'],
  [FAULTS.FAILED, 'unknown error reading log'],
  [FAULTS.BAD_NAME, 'no such process name'],
]);

/** Prints what is written to a log until Ctrl-C or until the server ends it. The exit status stays. */
export async function followLog(session: Session, path: string): Promise<void> {
  session.output.line('==> Press Ctrl-C to exit <==');
  const ending = await untilInterrupted((signal) => streamLog(session, path, signal));
  if (ending === 'interrupted') session.output.line('');
}

/** Copies a log stream to stdout, and goes on with it when another build of the daemon took over. */
export async function streamLog(session: Session, path: string, signal: AbortSignal): Promise<void> {
  let known: DaemonStart = { time: Math.floor(Date.now() / 1000), count: 0 };
  while ((await streamOnce(session, path, signal)) === 'ended' && !signal.aborted) {
    const next = await nextStart(session, known);
    if (next === null) return;
    known = next;
  }
}

/** The newest start of a daemon. Times are whole seconds, so several may share one: `count` says how many. */
interface DaemonStart {
  readonly time: number;
  readonly count: number;
}

const NEWEST = 1000;
/** The one before may still answer for a moment. */
const LOOKS = 30;
const BETWEEN_LOOKS = 100;

/** Waits for a daemon that began after the known one. Null: there is none; one that is no vigild ends its streams for good. */
async function nextStart(session: Session, known: DaemonStart): Promise<DaemonStart | null> {
  try {
    for (let look = 0; look < LOOKS; look += 1) {
      const reply = await session.client.call('vigil.getHistory', '', known.time, NEWEST);
      if (reply.kind === 'fault' || !Array.isArray(reply.value)) return null;
      const times = reply.value.filter(isStartOfDaemon).map(({ time }) => time);
      const time = Math.max(known.time, ...times);
      const count = times.filter((one) => one === time).length;
      if (time > known.time || count > known.count) return { time, count };
      await setTimeout(BETWEEN_LOOKS);
    }
    return null;
  } catch (error) {
    if (streamProblem(error) === undefined) throw error;
    return null;
  }
}

function isStartOfDaemon(entry: unknown): entry is { readonly time: number } {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'kind' in entry &&
    entry.kind === 'daemon' &&
    'change' in entry &&
    entry.change === 'started' &&
    'time' in entry &&
    typeof entry.time === 'number'
  );
}

/** Copies a log stream to stdout; says on stderr why when that is impossible. */
async function streamOnce(session: Session, path: string, signal: AbortSignal): Promise<'ended' | 'failed'> {
  const sink = session.output.logStream();
  try {
    await session.client.stream(path, (bytes) => sink.write(bytes), { signal });
    return 'ended';
  } catch (error) {
    if (signal.aborted) return 'ended';
    const problem = streamProblem(error);
    if (problem === undefined) throw error;
    if (problem !== null) session.output.complaint(`${session.serverUrl}${path} ${problem}`);
    return error instanceof DisconnectedError ? 'ended' : 'failed';
  } finally {
    sink.end();
  }
}

/** Null: nothing worth saying. Undefined: not an error of the stream. */
function streamProblem(error: unknown): string | null | undefined {
  if (error instanceof DisconnectedError) return null;
  if (error instanceof HttpStatusError) return `Cannot read, status code ${error.status}`;
  if (error instanceof ConnectError) {
    const [className = '', text = ''] = connectErrorText(error).split('>, ');
    return `Cannot connect, error: ${className}> (${text})`;
  }
  return undefined;
}
