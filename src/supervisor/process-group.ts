/** A group: the processes of one `[group:x]`, `[program:x]`, `[eventlistener:x]` or `[fcgi-program:x]` section. */
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import { isStopped, pidOf } from '../core/process-state.ts';
import type { ManagedProcess } from './managed-process.ts';

export class ProcessGroup {
  #config: GroupConfig;
  #order: readonly string[];
  #processes: ReadonlyMap<string, ManagedProcess>;

  /** Two processes of one name: the later one replaces the earlier, as in Supervisor. */
  constructor(config: GroupConfig, processes: readonly ManagedProcess[]) {
    this.#config = config;
    this.#order = config.processes.map(({ name }) => name);
    this.#processes = byName(processes);
  }

  /** Its processes are those that the group has now. */
  get config(): GroupConfig {
    return this.#config;
  }

  get name(): string {
    return this.#config.name;
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

  /** In the order of creation. */
  firstUnstopped(): ManagedProcess | undefined {
    for (const process of this.#processes.values()) if (!isStopped(process.state)) return process;
    return undefined;
  }

  /**
   * What runs or is about to run. A process to which the stop signal could not be sent counts too, although its state is a
   * stopped one.
   */
  alive(): readonly ManagedProcess[] {
    return this.processes().filter(({ state }) => !isStopped(state) || pidOf(state) !== null);
  }

  /** Adds a process, or puts it in the place of the one of its name. */
  put(process: ManagedProcess): void {
    this.#use([...this.#processes.values(), process]);
  }

  delete(name: string): void {
    this.#use(this.processes().filter((process) => process.name !== name));
  }

  /**
   * Goes on under another configuration: takes its priority and its order, and for each process that `isLive` names its
   * configuration, which may differ in policy only. Adds and deletes nothing.
   */
  reconfigure(config: GroupConfig, isLive: (name: string) => boolean): void {
    const next = new Map(config.processes.map((process) => [process.name, process]));
    for (const process of this.processes()) {
      const changed = next.get(process.name);
      if (changed !== undefined && isLive(process.name)) process.reconfigure(changed);
    }
    this.#config = config;
    this.#order = config.processes.map(({ name }) => name);
    this.#use(this.processes());
  }

  /** In the order of the configuration; what it does not name comes last. */
  #use(processes: readonly ManagedProcess[]): void {
    const ranks = new Map(this.#order.map((name, rank) => [name, rank]));
    const rank = ({ name }: ManagedProcess) => ranks.get(name) ?? ranks.size;
    this.#processes = byName([...byName(processes).values()].sort((a, b) => rank(a) - rank(b)));
    const configs: readonly ProcessConfig[] = this.processes().map(({ config }) => config);
    this.#config = { ...this.#config, processes: configs };
  }
}

function byName(processes: readonly ManagedProcess[]): ReadonlyMap<string, ManagedProcess> {
  return new Map(processes.map((process) => [process.name, process]));
}
