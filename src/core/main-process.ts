/**
 * Who a program's main process is once the one that was has gone. Supervisor would take its end for the end of the
 * program; many a server puts itself into the background, or hands over to a successor, and lives on.
 */
import type { ExitStatus } from './exit-status.ts';
import type { MainProcessOrigin } from './process-state.ts';
import { type Milliseconds, milliseconds, type Pid, type SignalNumber } from './units.ts';

/** A process of the program that lives on, and whose own parent is gone. */
export interface Candidate {
  readonly pid: Pid;
  readonly session: number;
  /** In clock ticks since boot. */
  readonly startTicks: number;
  /** It loaded the program that the main process ran, anew. */
  readonly isSameProgram: boolean;
  /** It was called with the words that the main process was called with, or shows the same title. */
  readonly isCalledTheSame: boolean;
}

export interface Departure {
  readonly status: ExitStatus;
  /** The process that left. */
  readonly main: Pid;
  /** Its session when it became the main process. It may have made one of its own since. */
  readonly mainSession: number;
  /** See {@link isPassing}. */
  readonly isPassing: boolean;
  /** The run began so short a time ago that the main process may have been on its way to the background still. */
  readonly isYoung: boolean;
  /** The session in which the program was started, a daemon's own. */
  readonly ownSession: number;
  /** The process that the pid file names and that is of the program; null when it names none. */
  readonly named: Pid | null;
}

export interface Successor {
  readonly pid: Pid;
  readonly origin: MainProcessOrigin;
}

/** Only who ends with exit status 0 leaves somebody in charge: after any other end, what is left is what a crash left. */
export const isOrderly = (status: ExitStatus): boolean => status.kind === 'exited' && status.code === 0;

const ORDERLY: ExitStatus = { kind: 'exited', code: 0 };

/** Steps into the background take moments, and with a server that says when it is ready as long as its start. */
const LONGEST_PASSAGE = milliseconds(10_000);

/**
 * Whether a main process that leaves now may have been a step into the background. A server that forks twice leads, between
 * the two, a session like any other server, and nothing tells whether it will fork again. `followedFor`: since the first
 * step was followed; null: the process that left is the one that was spawned.
 */
export function isPassing(followedFor: Milliseconds | null, startsecs: Milliseconds): boolean {
  return followedFor !== null && followedFor <= Math.max(LONGEST_PASSAGE, startsecs);
}

/**
 * The pid file decides; else the leader of a session of its own; else the oldest in one; else the oldest that runs the
 * same program, loaded anew, which is how servers are exchanged without a pause; else, after a step into the background,
 * the oldest that this has left in its session: later that would be a worker which still closes its connections. Null:
 * there is no successor.
 */
export function successorOf(found: readonly Candidate[], departure: Departure): Successor | null {
  const { status, named, mainSession, ownSession } = departure;
  const candidates = found.filter((one) => !servesOne(one, departure));
  if (status.kind === 'unknown') return successorUnseen(candidates, named);
  if (!isOrderly(status)) return null;
  const detached = candidates.filter((one) => isDetached(one, departure));
  const origin: MainProcessOrigin =
    mainSession === ownSession || departure.isPassing ? 'daemonized' : 'handed-over';
  if (named !== null) return { pid: named, origin: detached.length > 0 ? origin : 'handed-over' };
  const background = oldest(detached.filter(({ pid, session }) => session === pid)) ?? oldest(detached);
  if (background !== null) return { pid: background.pid, origin };
  const successor = oldest(candidates.filter(({ isSameProgram }) => isSameProgram));
  if (successor !== null) return { pid: successor.pid, origin: 'handed-over' };
  const next = departure.isPassing
    ? oldest(candidates.filter(({ session }) => session !== ownSession))
    : null;
  return next === null ? null : { pid: next.pid, origin };
}

/** After an end that nobody saw, and that may have been a crash, only what no crash leaves counts. */
function successorUnseen(candidates: readonly Candidate[], named: Pid | null): Successor | null {
  const anew = oldest(candidates.filter((one) => one.isSameProgram && one.isCalledTheSame));
  const pid = named ?? anew?.pid ?? null;
  return pid === null ? null : { pid, origin: 'handed-over' };
}

/**
 * Whether a main process that leaves now went too soon to have been the program. Its end would be a failed start; what it
 * leaves in its own session, as a script with an ampersand does, is the program then. Later that would be a helper, except
 * of a command that is known to be a launcher.
 */
export function isOnlyLauncher(upFor: Milliseconds, startsecs: Milliseconds): boolean {
  return upFor < startsecs;
}

/** Who is followed after a launcher where {@link successorOf} names nobody, and nobody is on the way to a session any more. */
export function launchedBy(candidates: readonly Candidate[], status: ExitStatus): Successor | null {
  const next = isOrderly(status) ? oldest(candidates) : null;
  return next === null ? null : { pid: next.pid, origin: 'daemonized' };
}

/**
 * Whether a program that was told to stop goes on without its main process: in what was about to take over from that. What an
 * older one leaves in sessions of their own is no part of the stop, as under Supervisor. A launcher may die of the stop signal.
 */
export function goesOn(
  candidates: readonly Candidate[],
  departure: Departure,
  stopsignal: SignalNumber,
): boolean {
  const { status, isYoung, named } = departure;
  if (isYoung || named !== null) {
    const hasObeyed = status.kind === 'signaled' && status.signal === stopsignal;
    return successorOf(candidates, hasObeyed ? { ...departure, status: ORDERLY } : departure) !== null;
  }
  if (status.kind === 'unknown') return successorOf(candidates, departure) !== null;
  if (!isOrderly(status)) return false;
  return candidates.some((one) => one.isSameProgram && !servesOne(one, departure));
}

/**
 * A server that has run for long and loads itself anew, under another title and in a session of its own, has done so for one
 * customer: a login of sshd is no sshd.
 */
function servesOne(one: Candidate, departure: Departure): boolean {
  if (departure.isYoung || departure.isPassing) return false;
  return one.isSameProgram && !one.isCalledTheSame && isDetached(one, departure);
}

/** In a session that is neither the daemon's nor that of the process that left. */
function isDetached({ session }: Candidate, { main, mainSession, ownSession }: Departure): boolean {
  return session !== ownSession && session !== mainSession && session !== main;
}

function oldest(candidates: readonly Candidate[]): Candidate | null {
  const [first] = [...candidates].sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
  return first ?? null;
}
