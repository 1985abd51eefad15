/** What the history keeps: one entry for each thing that happened, with its facts and no words. */
import type { Caller } from './caller.ts';
import { type Namespec, splitNamespec } from './namespec.ts';
import type { PublicStateName } from './process-state.ts';

interface OfProcess {
  readonly group: string;
  readonly process: string;
}

export type HistoryEvent =
  | (OfProcess & { readonly kind: 'start'; readonly pid: number })
  /** The daemon began and found it running. */
  | (OfProcess & { readonly kind: 'kept'; readonly pid: number })
  | (OfProcess & {
      readonly kind: 'exit';
      readonly pid: number;
      /** The state in which it ended: STOPPING is a stop, STARTING an exit before `startsecs`. */
      readonly from: PublicStateName;
      /** In milliseconds. */
      readonly uptime: number;
      /** Neither this nor `signal`: nobody saw how it ended. */
      readonly status?: number;
      readonly signal?: string;
      /** Whether `exitcodes` has the status. */
      readonly expected: boolean;
    })
  /** Changes that no start and no exit tells: RUNNING after `startsecs`, a start that failed, giving up. */
  | (OfProcess & {
      readonly kind: 'state';
      readonly state: PublicStateName;
      /** Empty where there is nothing to say. */
      readonly reason: string;
    })
  | {
      readonly kind: 'command';
      /** As the API calls it, without the namespace: `stopProcess`. */
      readonly method: string;
      /** Names as they were given, a group as `group:*`; empty for everything. */
      readonly targets: readonly string[];
      /** What else was asked, such as the signal; may be empty. */
      readonly detail: string;
      readonly by: Caller;
    }
  /** The daemon itself got a signal that it obeys. Who sent it is not known. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** The configuration was read and differs, or such a difference was carried out. */
  | {
      readonly kind: 'config';
      readonly change: 'read' | 'applied';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'group'; readonly change: 'added' | 'removed'; readonly group: string }
  | {
      readonly kind: 'daemon';
      readonly change: 'started' | 'stopped' | 'restarting' | 'died';
      /** Of `died`: of the daemon that died, 0 when it is not known. */
      readonly pid: number;
      /** Of `died`: when it wrote last, in milliseconds since the epoch. */
      readonly lastSeen?: number;
    };

/** `at`: milliseconds since the epoch. */
export type HistoryEntry = HistoryEvent & { readonly at: number };

/** Whether the entry belongs to the history of a process or of a group. */
export function concerns(entry: HistoryEntry, asked: Namespec): boolean {
  switch (entry.kind) {
    case 'start':
    case 'kept':
    case 'exit':
    case 'state':
      return entry.group === asked.group && (asked.process === null || entry.process === asked.process);
    case 'group':
      return entry.group === asked.group;
    case 'command':
      return entry.targets.length === 0 || entry.targets.some((target) => overlaps(target, asked));
    case 'config':
      return [...entry.added, ...entry.changed, ...entry.removed].some((target) => overlaps(target, asked));
    case 'signal':
    case 'daemon':
      return false;
  }
}

function overlaps(target: string, asked: Namespec): boolean {
  const { group, process } = splitNamespec(target);
  if (group !== asked.group) return false;
  return process === null || asked.process === null || process === asked.process;
}
