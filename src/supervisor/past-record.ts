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

export interface EndedRun {
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
