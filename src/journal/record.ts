/**
 * What the journal says, record by record. Later records about the same process replace earlier ones. Times are those of
 * CLOCK_MONOTONIC, which all processes of one boot share.
 */
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import type { ListenerPast, PooledEvent } from '../core/pool-past.ts';
import type { ProcessState } from '../core/process-state.ts';

/** Raised when an older vigild would misunderstand a journal. */
export const JOURNAL_VERSION = 1;

export type JournalRecord =
  /** The first of every journal. The reading stops at a version or a boot that is not ours. */
  | {
      readonly kind: 'head';
      readonly version: number;
      readonly boot: string;
      /** When that boot began, in milliseconds of the wall clock. Absent: an earlier vigild did not say. */
      readonly bootedAt?: number;
    }
  /** The group as it is in use, without its processes. */
  | { readonly kind: 'group'; readonly group: GroupConfig }
  /** What a process is made with from now on; it has not been started under this `id` yet. */
  | {
      readonly kind: 'process';
      readonly id: number;
      readonly config: ProcessConfig;
      readonly logs: LogPaths;
    }
  | ({ readonly kind: 'state'; readonly id: number } & RecordedState)
  /** An operator took the process, or with `name` null the whole group, out. One of the same name is another. */
  | { readonly kind: 'removed'; readonly group: string; readonly name: string | null }
  /** Another process that must not be lost: it keeps the pipes open while no vigild does. */
  | {
      readonly kind: 'keeper';
      readonly keeper: RecordedIdentity | null;
      /** Another takes its place: there may be both, or more. Absent: no, or an earlier vigild did not say. */
      readonly isChanging?: true;
    }
  /** The serial of the next event, at least. */
  | { readonly kind: 'serial'; readonly next: number }
  /** How many events the pool has taken, at least. */
  | { readonly kind: 'pool'; readonly group: string; readonly accepted: number }
  /** An event waits in the pool of a group, at the end or at the front. */
  | {
      readonly kind: 'event';
      readonly group: string;
      readonly place: 'front' | 'back';
      readonly event: PooledEvent;
    }
  /** The event was dropped. */
  | { readonly kind: 'event-dropped'; readonly group: string; readonly serial: number }
  /** A listener has another state. The event that it works on waits no longer. */
  | ({ readonly kind: 'listener'; readonly group: string; readonly name: string } & ListenerPast)
  /** An orderly end: nothing was left running. */
  | { readonly kind: 'ended' };

/** Where the log files with AUTO as their name are. */
export interface LogPaths {
  readonly stdout: string | null;
  readonly stderr: string | null;
}

export interface RecordedIdentity {
  readonly pid: number;
  /** As in `/proc/PID/stat`. */
  readonly startTicks: number;
}

export interface RecordedState {
  readonly state: ProcessState;
  /** When the child of the state started, as in `/proc/PID/stat`; null without a child. */
  readonly startTicks: number | null;
  /** Of SPAWNING: the time in ticks since boot; a child of it can only be younger. Otherwise null. */
  readonly sinceTicks: number | null;
  /** The spawn or the signal that belongs to the state was about to be done. */
  readonly isPending: boolean;
  /** What the last run left is ended before the next start. Absent: it is not, or an earlier vigild did not say. */
  readonly clearsBeforeStart?: true;
  /** A shutdown or a restart of the daemon stops it, or has stopped it; nobody else did. Absent: see above. */
  readonly stoppedByShutdown?: true;
  /** It was stopped to be started again, and has not been yet. Absent: see above. */
  readonly isRestarting?: true;
}
