/** What the API needs of the history and of the switches that keep processes from starting by themselves. */
import type { Caller } from '../core/caller.ts';
import type { HistoryEntry } from '../core/history-entry.ts';
import type { Namespec } from '../core/namespec.ts';

/** A call that changes something. */
export interface NotedCommand {
  readonly verb: string;
  /** Without the namespace: `stopProcess`. */
  readonly method: string;
  readonly isAboutProcesses: boolean;
  /** Names as given, a group as `group:*`; empty for everything. */
  readonly targets: readonly string[];
  readonly detail: string;
}

export type SwitchOutcome =
  | { readonly kind: 'saved' }
  /** Nothing was changed; the message says why. */
  | { readonly kind: 'failed'; readonly message: string };

export interface HistoryFacade {
  /** Notes the command before it is carried out. */
  noteCommand(command: NotedCommand, caller: (() => Caller) | undefined): void;
  /** The newest entries, the oldest of them first. Times are milliseconds since the epoch. */
  query(query: {
    readonly about: Namespec | null;
    readonly since: number;
    readonly limit: number;
    readonly signal?: AbortSignal;
  }): Promise<readonly HistoryEntry[]>;
  isDisabled(group: string, process: string): boolean;
  /** As `group:process`, sorted; they need not exist at present. */
  disabledProcesses(): readonly string[];
  /** Switches processes, named `group:process`, for good. */
  switchProcesses(names: readonly string[], to: 'disabled' | 'enabled'): SwitchOutcome;
}
