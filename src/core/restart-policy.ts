/** Whether and when a process is started again. Pure arithmetic over its policy and history. */
import type { ProcessHistory } from './process-state.ts';
import { type Milliseconds, type MonotonicTime, milliseconds, type SignalNumber } from './units.ts';

/** The part of a program's configuration that decides over its life. */
export interface ProgramPolicy {
  readonly name: string;
  readonly startsecs: Milliseconds;
  readonly startretries: number;
  readonly autorestart: true | false | 'unexpected';
  readonly exitcodes: readonly number[];
  readonly stopsignal: SignalNumber;
  readonly stopwaitsecs: Milliseconds;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
  /** Whether a stop ends every process of the program, wherever it went. */
  readonly stopsTree: boolean;
  /** Whether what a crash leaves behind is ended before the next start. */
  readonly clearsLeftovers: boolean;
}

/** Runs shorter than this count as short. */
const SHORT_RUN = milliseconds(1000);
/** So many short runs in a row are answered at once; later ones wait. */
const FREE_SHORT_RUNS = 5;
const HOLD_BACK = milliseconds(1000);

/** The wait after the nth failed start in a row: n seconds. Source: Supervisor process.py, change_state(). */
export const backoffDelay = (failures: number): Milliseconds => milliseconds(failures * 1000);

export const isExpectedExit = (exitCode: number, policy: ProgramPolicy): boolean =>
  policy.exitcodes.includes(exitCode);

export const restartsAfterExit = (exitCode: number, policy: ProgramPolicy): boolean =>
  policy.autorestart === 'unexpected' ? !isExpectedExit(exitCode, policy) : policy.autorestart;

/** Short runs in a row after a run that began at `spawnedAt` and ended at `at`. */
export const countShortRuns = (
  history: ProcessHistory,
  spawnedAt: MonotonicTime,
  at: MonotonicTime,
): number => (at - spawnedAt < SHORT_RUN ? history.shortRuns + 1 : 0);

/**
 * How long to hold back the restart of a process that exited: nothing, unless it keeps exiting at once. Only
 * `startsecs=0` leads here, since other quick exits count as failed starts and back off.
 */
export const holdBackDelay = (shortRuns: number): Milliseconds =>
  shortRuns > FREE_SHORT_RUNS ? HOLD_BACK : milliseconds(0);
