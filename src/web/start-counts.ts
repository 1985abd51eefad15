/** How often each program was started since the daemon began: a number a program, counted in passing. */
import type { Supervisor } from '../supervisor/supervisor.ts';

export class StartCounts {
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(supervisor: Supervisor) {
    supervisor.onStateChange((group, process, { to }) => {
      if (to !== 'STARTING') return;
      const key = keyOf(group.name, process.name);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      this.#total += 1;
    });
    supervisor.onWorldChange((change) => {
      if (change.kind !== 'group-removed') return;
      for (const { name } of change.group.processes()) this.#counts.delete(keyOf(change.group.name, name));
    });
  }

  /** Attempts, those that failed included. */
  starts(group: string, process: string): number {
    return this.#counts.get(keyOf(group, process)) ?? 0;
  }

  /** Of all programs, those that are gone included. */
  get total(): number {
    return this.#total;
  }
}

function keyOf(group: string, process: string): string {
  return `${group}:${process}`;
}
