/** A group: the processes of one `[group:x]`, `[program:x]`, `[eventlistener:x]` or `[fcgi-program:x]` section. */
import type { GroupConfig } from '../config/model.ts';
import { isStopped } from '../core/process-state.ts';
import type { ManagedProcess } from './managed-process.ts';

export class ProcessGroup {
  readonly config: GroupConfig;
  readonly #processes: ReadonlyMap<string, ManagedProcess>;

  /** Two processes of one name: the later one replaces the earlier, as in Supervisor. */
  constructor(config: GroupConfig, processes: readonly ManagedProcess[]) {
    this.config = config;
    this.#processes = new Map(processes.map((process) => [process.name, process]));
  }

  get name(): string {
    return this.config.name;
  }

  /** In the order of creation: ascending priority, then name. */
  processes(): readonly ManagedProcess[] {
    return [...this.#processes.values()];
  }

  process(name: string): ManagedProcess | undefined {
    return this.#processes.get(name);
  }

  unstopped(): readonly ManagedProcess[] {
    return this.processes().filter((process) => !isStopped(process.state));
  }
}
