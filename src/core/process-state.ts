/**
 * The states of a process. Each member carries exactly what is true in that state: a pid exists in the states that
 * have a child and nowhere else, a deadline where something will happen by itself. Internal states may be finer than
 * Supervisor's eight; `publicStateName` maps them. Source: Supervisor states.py and process.py.
 */
import type { ExitStatus } from './exit-status.ts';
import type { MonotonicTime, Pid, WallClockTime } from './units.ts';

/** What is remembered of a process across its states. */
export interface ProcessHistory {
  /** Failed starts in a row; Supervisor's `backoff` and the `tries` of its events. */
  readonly failures: number;
  /** Exits in a row that came within a second of the spawn although they count as runs (`startsecs=0`). */
  readonly shortRuns: number;
  /** Why the last start or run failed; null after a start that succeeded so far. */
  readonly spawnError: string | null;
  /** Supervisor's `exitstatus`: the exit code, -1 for a signal, null if none or exited too quickly. */
  readonly exitCode: number | null;
  readonly startedAt: WallClockTime | null;
  readonly stoppedAt: WallClockTime | null;
}

interface Remembered {
  readonly history: ProcessHistory;
}

/** How a process that vigild did not spawn itself came to be a program's main process. */
export type MainProcessOrigin = 'daemonized' | 'handed-over';

interface WithChild extends Remembered {
  readonly pid: Pid;
  readonly spawnedAt: MonotonicTime;
  /** Absent while the main process is the one that was spawned. */
  readonly cameBy?: MainProcessOrigin;
}

export type ProcessState =
  | (Remembered & { readonly name: 'STOPPED' })
  /** The spawn was asked for and its outcome is not known yet. Shown as STARTING. */
  | (Remembered & { readonly name: 'SPAWNING' })
  /** `deadline`: the process counts as RUNNING from then on. */
  | (WithChild & { readonly name: 'STARTING'; readonly deadline: MonotonicTime })
  | (WithChild & { readonly name: 'RUNNING' })
  /** `deadline`: the next attempt; null while the daemon starts nothing. */
  | (Remembered & { readonly name: 'BACKOFF'; readonly deadline: MonotonicTime | null })
  /** `deadline`: SIGKILL follows. */
  | (WithChild & { readonly name: 'STOPPING'; readonly deadline: MonotonicTime })
  /** `deadline`: a restart that is held back, because the process keeps exiting at once. */
  | (Remembered & { readonly name: 'EXITED'; readonly deadline: MonotonicTime | null })
  | (Remembered & { readonly name: 'FATAL' })
  /** The main process of a stop has gone; the rest of the program is being ended. Shown as STOPPING. */
  | (Remembered & { readonly name: 'SWEEPING'; readonly main: Pid; readonly status: ExitStatus })
  /**
   * What a run left behind is being ended, so that it does not stand in the way of the next. Shown as the state `as`,
   * which follows. `startAt`: a start follows, not earlier than that; null: none does, or it is there already.
   */
  | (Remembered & {
      readonly name: 'CLEARING';
      readonly as: 'EXITED' | 'BACKOFF' | 'STOPPED' | 'FATAL' | 'STARTING';
      readonly startAt: MonotonicTime | null;
    })
  /** A stop signal could not be sent, so nobody knows what the child will do. */
  | (WithChild & { readonly name: 'UNKNOWN' });

/** Supervisor's state codes. */
export const STATE_CODES = {
  STOPPED: 0,
  STARTING: 10,
  RUNNING: 20,
  BACKOFF: 30,
  STOPPING: 40,
  EXITED: 100,
  FATAL: 200,
  UNKNOWN: 1000,
} as const;

/** A state's name as Supervisor shows it. */
export type PublicStateName = keyof typeof STATE_CODES;

export function publicStateName(state: ProcessState): PublicStateName {
  switch (state.name) {
    case 'SPAWNING':
      return 'STARTING';
    case 'SWEEPING':
      return 'STOPPING';
    case 'CLEARING':
      return state.as;
    default:
      return state.name;
  }
}

const STOPPED_STATES: ReadonlySet<PublicStateName> = new Set(['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN']);
const RUNNING_STATES: ReadonlySet<PublicStateName> = new Set(['RUNNING', 'BACKOFF', 'STARTING']);
const SIGNALLABLE_STATES: ReadonlySet<PublicStateName> = new Set(['RUNNING', 'STARTING', 'STOPPING']);

/** Nothing is left to wait for. STOPPING is in neither this set nor the running one. */
export const isStopped = (state: ProcessState): boolean =>
  state.name !== 'CLEARING' && STOPPED_STATES.has(publicStateName(state));
/** A start would be refused as already started; a stop makes sense. */
export const isRunning = (state: ProcessState): boolean => RUNNING_STATES.has(publicStateName(state));
/** A stop has something to do: a child, a next attempt, or a restart that is held back. */
export const isStoppable = (state: ProcessState): boolean => isRunning(state) || isRestartHeldBack(state);
/** It exited, and will be started again without anybody asking for it. */
export const isRestartHeldBack = (state: ProcessState): boolean =>
  (state.name === 'EXITED' && state.deadline !== null) ||
  (state.name === 'CLEARING' && state.as === 'EXITED' && state.startAt !== null);
/**
 * It is meant to be up: it runs, is on its way, or was given up on although it starts by itself. Not what was stopped by
 * hand, was never started, or exited and was to stay so.
 */
export function isWantedUp(state: ProcessState, autostart: boolean): boolean {
  if (publicStateName(state) === 'EXITED') return isRestartHeldBack(state);
  return state.name === 'FATAL' ? autostart : isRunning(state);
}
/** What a run has left is being ended. */
export const isClearing = ({ name }: ProcessState): boolean => name === 'SWEEPING' || name === 'CLEARING';
export const isSignallable = (state: ProcessState): boolean => SIGNALLABLE_STATES.has(publicStateName(state));

/** The child, as it goes from one state that has it to the next. */
export function childOf({ pid, spawnedAt, cameBy }: WithChild): Omit<WithChild, 'history'> {
  return { pid, spawnedAt, ...(cameBy === undefined ? {} : { cameBy }) };
}

/** The child's pid, or null in the states without one. */
export function pidOf(state: ProcessState): Pid | null {
  return 'pid' in state ? state.pid : null;
}

/** When the state changes by itself, or null. */
export function deadlineOf(state: ProcessState): MonotonicTime | null {
  return 'deadline' in state ? state.deadline : null;
}

export const INITIAL_STATE: ProcessState = {
  name: 'STOPPED',
  history: { failures: 0, shortRuns: 0, spawnError: null, exitCode: null, startedAt: null, stoppedAt: null },
};
