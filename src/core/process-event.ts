/** What can happen to a process. Times arrive with the event: the machine never reads a clock. */
import type { ExitStatus } from './exit-status.ts';
import type { MainProcessOrigin } from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';
import type { MonotonicTime, Pid, WallClockTime } from './units.ts';

/** Processes of a program that live on after its main process. */
export interface Leftovers {
  /** For the log: pids with their names. */
  readonly description: string;
  /** The program was stopped while it put itself into the background, was about to, or handed over: it goes on in some. */
  readonly areDetached: boolean;
}

export type ProcessEvent =
  /** An operator, or the daemon at its start, wants it up. */
  | {
      readonly kind: 'start-requested';
      readonly wall: WallClockTime;
      /** What an earlier run left and this one cannot live beside; absent: nothing. */
      readonly leftovers?: Leftovers;
    }
  | { readonly kind: 'spawned'; readonly at: MonotonicTime; readonly pid: Pid }
  | {
      readonly kind: 'spawn-failed';
      readonly at: MonotonicTime;
      readonly wall: WallClockTime;
      readonly message: string;
      /** It failed after the fork, so that Supervisor has a child that ends with status 127. */
      readonly inChild: boolean;
    }
  | {
      readonly kind: 'exited';
      readonly at: MonotonicTime;
      readonly wall: WallClockTime;
      readonly status: ExitStatus;
      /** What of the program lives on; absent: nothing. */
      readonly leftovers?: Leftovers;
    }
  /** The main process has left, and another process of the program is what it was. */
  | {
      readonly kind: 'main-process-changed';
      readonly pid: Pid;
      readonly origin: MainProcessOrigin;
      /** What would keep it in the foreground, where that is known and was not said before. */
      readonly advice: string | null;
      /** Whether an operator is to be told: once in the life of a process. */
      readonly isNews: boolean;
    }
  /** What was to be ended is gone. */
  | { readonly kind: 'cleared'; readonly at: MonotonicTime; readonly wall: WallClockTime }
  | { readonly kind: 'stop-requested'; readonly at: MonotonicTime; readonly by: 'operator' | 'shutdown' }
  | { readonly kind: 'stop-signal-failed'; readonly errno: string }
  | { readonly kind: 'deadline-passed'; readonly at: MonotonicTime; readonly wall: WallClockTime }
  /** The configuration was changed; the new policy is the one in force. */
  | { readonly kind: 'policy-changed'; readonly previous: ProgramPolicy };
