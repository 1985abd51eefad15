/**
 * What the supervisor needs from the outside world, as narrow interfaces. `os/` and `logs/` implement them for real,
 * `test/support/` with a fake clock and fake processes.
 */
import type { ProcessConfig } from '../config/model.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import type { LogLevel } from '../core/log-level.ts';
import type { Leftovers } from '../core/process-event.ts';
import type { SpawnStep } from '../core/process-past.ts';
import type { MainProcessOrigin } from '../core/process-state.ts';
import type { Bytes, Milliseconds, MonotonicTime, Pid, SignalNumber, WallClockTime } from '../core/units.ts';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  now(): MonotonicTime;
  wallNow(): WallClockTime;
  /** Runs `action` once, at or after `at`, never within this call; what is due together runs in one turn. */
  schedule(at: MonotonicTime, action: () => void): Timer;
  /** Runs `action` in the next turn of the event loop, after the I/O that is waiting now. */
  defer(action: () => void): void;
}

/** vigild's own log. Each call is one entry; levels below the configured one are dropped. */
export interface ActivityLog {
  log(level: LogLevel, message: string): void;
  /** Whether entries of this level are written: lets callers skip building costly messages. */
  isEnabled(level: LogLevel): boolean;
}

/** The class of a failed start, as Supervisor's faults distinguish it. */
export type SpawnFailureKind = 'no-file' | 'not-executable' | 'spawn-error';

export type SpawnOutcome =
  | { readonly kind: 'spawned'; readonly pid: Pid }
  /** `message` is the `spawnerr` text, Supervisor's where it has one. Source: Supervisor process.py, spawn(). */
  | {
      readonly kind: 'spawn-failed';
      readonly failure: SpawnFailureKind;
      readonly message: string;
      readonly step: SpawnStep;
      /** The errno's name; null where there is none. */
      readonly errno: string | null;
    };

export type SignalOutcome =
  | { readonly kind: 'delivered' }
  /** ESRCH: the process is gone; its exit is on its way. */
  | { readonly kind: 'no-such-process' }
  | { readonly kind: 'failed'; readonly errno: string };

/** A part of a log file, in bytes. */
export interface LogSpan {
  readonly start: number;
  readonly end: number;
}

/** Of one output stream, since the process came into the configuration. */
export interface OutputCount {
  /** What the program wrote. */
  readonly bytes: number;
  /** What its log file could not take. */
  readonly lostBytes: number;
}

export type StdinOutcome = 'written' | 'closed' | 'full';

/**
 * The operating system's side of one process over its whole life, restarts included: its log files, its pipes and
 * its current child. One instance belongs to one managed process, which is its only caller.
 */
export interface ProcessRuntime {
  /** Finds the command without starting it; null when it could be started. Used before a start is answered. */
  checkCommand(): { readonly failure: SpawnFailureKind; readonly message: string } | null;
  /** Opens logs and pipes and starts the child. The pid is registered with the reaper in the same turn. */
  spawn(): SpawnOutcome;
  /** Takes over a child that an earlier daemon started, also one that has just ended: its pipes are opened again. */
  adopt(pid: Pid): void;
  /** Sends a signal to the child, or to the process group that it leads. */
  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome;
  /** Another process is the program's main process from now on, with the same pipes and logs. */
  mainChanged(pid: Pid): void;
  /** Called when the child was reaped: reads what its pipes still hold, then lets go of what needs no keeping. */
  exited(): void;
  writeStdin(data: Uint8Array): StdinOutcome;
  /** Paths of the log files; null when there is none. AUTO is resolved to the real path. */
  readonly stdoutLogfile: string | null;
  readonly stderrLogfile: string | null;
  /** What the run that ended last wrote to its logs; null where there is no log, or no run has ended. */
  lastRunOutput(): { readonly stdout: LogSpan | null; readonly stderr: LogSpan | null };
  /** The last bytes of the last run, for streams that have no log file and are read all the same; null for none. */
  lastBytes(): { readonly stdout: Uint8Array | null; readonly stderr: Uint8Array | null };
  /** How much was written so far; stderr is null where it goes where stdout goes. */
  outputCounts(): { readonly stdout: OutputCount; readonly stderr: OutputCount | null };
  /** Closes and reopens the log files, after an outside tool renamed them. */
  reopenLogs(): void;
  /** Deletes and recreates the log files. Throws the file system's error. */
  clearLogs(): void;
  /** The process leaves the configuration: releases everything, pipes included. */
  close(): void;
}

/** A process as an operator sees it. */
export interface FamilyMember {
  readonly pid: Pid;
  /** 0 when it is not known. */
  readonly parent: number;
  /** The command line, or the kernel's name of a process that has none. */
  readonly command: string;
  /** `leftover`: of a run that is over. */
  readonly role: 'main' | 'member' | 'leftover';
  /** CPU time used so far. */
  readonly cpu: Milliseconds;
  readonly memory: Bytes;
  readonly startedAt: WallClockTime;
}

/** What remains when a main process has gone. */
export type Aftermath =
  | { readonly kind: 'ended'; readonly leftovers: Leftovers | null }
  /** Another process of the program is its main process now. */
  | {
      readonly kind: 'main-changed';
      readonly pid: Pid;
      readonly origin: MainProcessOrigin;
      readonly advice: string | null;
    }
  /** Some processes may be on their way to the background: ask again after this time. */
  | { readonly kind: 'undecided'; readonly wait: Milliseconds };

export interface MainExit {
  readonly pid: Pid;
  readonly status: ExitStatus;
  readonly at: MonotonicTime;
  /** Whether it was told to stop: nothing takes over then. */
  readonly isStopping: boolean;
}

/** The processes of one program, beyond the one that it began with. */
export interface ProgramFamily {
  /** A run begins with this process. Called in the turn of the spawn. */
  began(pid: Pid): void;
  /** A run goes on that an earlier daemon began; the process need not be a child. Null: something may be left of one. */
  resumed(run: { readonly pid: Pid; readonly spawnedAt: MonotonicTime } | null): void;
  /**
   * An earlier daemon was about to start it, or had, when it ended, and the process that was spawned is gone. `sinceTicks`: it
   * was not there before, in clock ticks since boot.
   */
  startWasCutShort(sinceTicks: number): void;
  /** While no daemon ran, this main process of an earlier one ended. `startTicks`: as in {@link startWasCutShort}. */
  mainEndedUnseen(main: { readonly pid: number; readonly startTicks: number }): void;
  /** The main process has been up for `startsecs`: by now it is the program and no wrapper of it. */
  settled(pid: Pid): void;
  /** Looks at who is there before a stop, while the main process still tells whose they are. */
  beforeStop(pid: Pid): void;
  /** Called when the main process was reaped, and again while undecided. */
  afterExit(exit: MainExit): Aftermath;
  /** Sends a signal to every process but the main one. */
  signalMembers(main: Pid | null, signal: SignalNumber): void;
  /**
   * Ends everything there is: with the signal, and with SIGKILL what is still there after `patience`. Calls `done`
   * once, in a turn of its own, when nothing is left or nothing more can be done.
   */
  clear(options: { readonly signal: SignalNumber; readonly patience: Milliseconds }, done: () => void): void;
  /** Every process there is now; parents before their children. */
  members(main: Pid | null): readonly FamilyMember[];
  /** What lives on while there is no main process. */
  leftovers(): Leftovers | null;
  /** Processes of the program whose own parents are gone, the main one not among them. */
  orphans(): readonly Pid[];
  /** The program runs under another configuration from now on. */
  reconfigure(config: ProcessConfig): void;
  /** The process leaves the configuration. */
  close(): void;
}
