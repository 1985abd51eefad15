/** What can happen to a process. Times arrive with the event: the machine never reads a clock. */
import type { ExitStatus } from './exit-status.ts';
import type { ProgramPolicy } from './restart-policy.ts';
import type { MonotonicTime, Pid, WallClockTime } from './units.ts';

export type ProcessEvent =
  /** An operator, or the daemon at its start, wants it up. */
  | { readonly kind: 'start-requested'; readonly wall: WallClockTime }
  | { readonly kind: 'spawned'; readonly at: MonotonicTime; readonly pid: Pid }
  | { readonly kind: 'spawn-failed'; readonly at: MonotonicTime; readonly message: string }
  | {
      readonly kind: 'exited';
      readonly at: MonotonicTime;
      readonly wall: WallClockTime;
      readonly status: ExitStatus;
    }
  | { readonly kind: 'stop-requested'; readonly at: MonotonicTime; readonly by: 'operator' | 'shutdown' }
  | { readonly kind: 'stop-signal-failed'; readonly errno: string }
  | { readonly kind: 'deadline-passed'; readonly at: MonotonicTime; readonly wall: WallClockTime }
  /** The configuration was changed; the new policy is the one in force. */
  | { readonly kind: 'policy-changed'; readonly previous: ProgramPolicy };

export type ProcessEventKind = ProcessEvent['kind'];
