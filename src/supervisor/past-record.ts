/** The past of one process, written by the managed process that it belongs to. */
import type { ExitStatus } from '../core/exit-status.ts';
import type { LastCommand, LastEnd, ProcessPast } from '../core/process-past.ts';
import {
  type MonotonicTime,
  milliseconds,
  type Pid,
  type SignalNumber,
  type WallClockTime,
} from '../core/units.ts';
import type { SpawnOutcome } from './ports.ts';

/** Whose wish it is that a process goes down. `restart`: somebody's who wants it up again at once. */
export type StopRequester = 'operator' | 'restart' | 'shutdown';

/**
 * A process is to be started when it has stopped. `by-autostart`: an end of the earlier daemon, which is none any more, stops
 * it; `as-asked`: a restart of its own does.
 */
export type StartsAgain = 'by-autostart' | 'as-asked';

interface EndedRun {
  readonly at: MonotonicTime;
  readonly wall: WallClockTime;
  readonly status: ExitStatus;
  readonly pid: Pid;
  readonly spawnedAt: MonotonicTime;
}

export class PastRecord implements ProcessPast {
  since: WallClockTime | null = null;
  lastEnd: LastEnd | null = null;
  lastCommand: LastCommand | null = null;
  stoppedByShutdown = false;
  isRestarting = false;
  #sentSignal: SignalNumber | null = null;

  /** It begins where a daemon or a configuration before this one left it. */
  begins(startsAgain: StartsAgain | undefined): void {
    this.stoppedByShutdown = startsAgain === 'by-autostart';
    this.isRestarting = startsAgain === 'as-asked';
  }

  startRequested(): void {
    this.stoppedByShutdown = false;
    this.isRestarting = false;
  }

  /** `isStoppable`: there is something to stop. What is down already, or on its way, keeps the reason for that. */
  stopRequested(by: StopRequester, isStoppable: boolean): void {
    if (by === 'shutdown') {
      this.stoppedByShutdown ||= isStoppable;
      return;
    }
    this.stoppedByShutdown = false;
    this.isRestarting = by === 'restart' && (isStoppable || this.isRestarting);
  }

  spawned(): void {
    this.#sentSignal = null;
  }

  signalled(signal: SignalNumber): void {
    this.#sentSignal = signal;
  }

  spawnFailed(
    { message, step, errno }: Extract<SpawnOutcome, { kind: 'spawn-failed' }>,
    at: WallClockTime,
  ): void {
    this.lastEnd = { kind: 'spawn-failed', at, step, errno, message };
  }

  ended({ at, wall, status, pid, spawnedAt }: EndedRun): void {
    const uptime = milliseconds(Math.max(0, at - spawnedAt));
    const known = status.kind === 'unknown' ? null : status;
    this.lastEnd = { kind: 'run', at: wall, status: known, pid, uptime, sentSignal: this.#sentSignal };
  }
}
