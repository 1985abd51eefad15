/** The history as the API sees it: keeps what was noted, and the switches, in memory. */
import type { Caller } from '../../src/core/caller.ts';
import type { HistoryEntry } from '../../src/core/history-entry.ts';
import type { HistoryFacade, NotedCommand, SwitchOutcome } from '../../src/rpc/history-facade.ts';

export class FakeHistory implements HistoryFacade {
  readonly commands: (NotedCommand & { readonly by: Caller | null })[] = [];
  entries: readonly HistoryEntry[] = [];
  /** Of the last query. */
  lastQuery: Parameters<HistoryFacade['query']>[0] | null = null;
  readonly disabled = new Set<string>();
  saveError: string | null = null;

  noteCommand(command: NotedCommand, caller: (() => Caller) | undefined): void {
    this.commands.push({ ...command, by: caller?.() ?? null });
  }

  query(query: Parameters<HistoryFacade['query']>[0]): Promise<readonly HistoryEntry[]> {
    this.lastQuery = query;
    return Promise.resolve(this.entries);
  }

  isDisabled(group: string, process: string): boolean {
    return this.disabled.has(`${group}:${process}`);
  }

  disabledProcesses(): readonly string[] {
    return [...this.disabled].sort();
  }

  switchProcesses(names: readonly string[], to: 'disabled' | 'enabled'): SwitchOutcome {
    if (this.saveError !== null) return { kind: 'failed', message: this.saveError };
    for (const name of names) {
      if (to === 'disabled') this.disabled.add(name);
      else this.disabled.delete(name);
    }
    return { kind: 'saved' };
  }
}
