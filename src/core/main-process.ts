/**
 * Who a program's main process is once the one that was has gone. Supervisor would take its end for the end of the
 * program; many a server puts itself into the background, or hands over to a successor, and lives on.
 */
import type { ExitStatus } from './exit-status.ts';
import type { MainProcessOrigin } from './process-state.ts';
import type { Pid } from './units.ts';

/** A process of the program that lives on, and whose own parent is gone. */
export interface Candidate {
  readonly pid: Pid;
  readonly session: number;
  /** In clock ticks since boot. */
  readonly startTicks: number;
  /** It loaded the program that the main process ran, anew. */
  readonly isSameProgram: boolean;
}

export interface Departure {
  readonly status: ExitStatus;
  /** The session of the process that left. */
  readonly mainSession: number;
  /** The daemon's own session, in which programs are started. */
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

/**
 * The pid file decides; else the leader of a session of its own; else the oldest in one; else the oldest that runs the
 * same program, loaded anew, which is how servers are exchanged without a pause. Null: there is no successor.
 */
export function successorOf(candidates: readonly Candidate[], departure: Departure): Successor | null {
  const { status, named } = departure;
  if (!isOrderly(status)) return null;
  const detached = candidates.filter((one) => isDetached(one, departure));
  const origin: MainProcessOrigin =
    departure.mainSession === departure.ownSession ? 'daemonized' : 'handed-over';
  if (named !== null) return { pid: named, origin: detached.length > 0 ? origin : 'handed-over' };
  const background = oldest(detached.filter(({ pid, session }) => session === pid)) ?? oldest(detached);
  if (background !== null) return { pid: background.pid, origin };
  const successor = oldest(candidates.filter(({ isSameProgram }) => isSameProgram));
  return successor === null ? null : { pid: successor.pid, origin: 'handed-over' };
}

/** In a session that is neither the daemon's nor that of the process that left. */
export function isDetached({ session }: Candidate, { mainSession, ownSession }: Departure): boolean {
  return session !== ownSession && session !== mainSession;
}

function oldest(candidates: readonly Candidate[]): Candidate | null {
  const [first] = [...candidates].sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
  return first ?? null;
}
