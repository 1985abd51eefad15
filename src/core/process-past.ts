/**
 * What is remembered of a process beside its state, for whoever asks what happened: how it ended last, and what an
 * operator last asked for. A few numbers for each process; replaced, never collected.
 */
import type { KnownExitStatus } from './exit-status.ts';
import type { Milliseconds, Pid, SignalNumber, WallClockTime } from './units.ts';

/** Where a start failed. `look-up`: the command was not found; `set-up`: logs, pipes or sockets could not be opened. */
export type SpawnStep = 'look-up' | 'set-up' | 'user' | 'chdir' | 'exec' | 'spawn';

export type LastEnd =
  | {
      readonly kind: 'run';
      readonly at: WallClockTime;
      /** Null when nobody saw the exit. */
      readonly status: KnownExitStatus | null;
      /** Null when it is not known any more. */
      readonly pid: Pid | null;
      readonly uptime: Milliseconds;
      /** The last signal that the daemon sent to it, for whatever reason; null for none. */
      readonly sentSignal: SignalNumber | null;
    }
  | {
      readonly kind: 'spawn-failed';
      readonly at: WallClockTime;
      readonly step: SpawnStep;
      /** The errno's name; null where there is none. */
      readonly errno: string | null;
      /** Supervisor's `spawnerr`. */
      readonly message: string;
    };

export interface LastCommand {
  readonly verb: 'start' | 'stop' | 'signal';
  readonly at: WallClockTime;
  /** Who asked, as far as the transport knows. */
  readonly by: string | null;
}

/** What a process's past answers to who explains it. */
export interface ProcessPast {
  /** When the present state was entered; null before the first change. */
  readonly since: WallClockTime | null;
  readonly lastEnd: LastEnd | null;
  readonly lastCommand: LastCommand | null;
  /** Whether it is the daemon's own end, and not an operator's wish, that it does not run. */
  readonly stoppedByShutdown: boolean;
  /** Whether it was stopped only to be started again, and has not been yet. */
  readonly isRestarting: boolean;
}
