/**
 * The running world: groups by name, and what happens to all of them. The only public door of this folder; the
 * control interfaces call it, the reaper feeds it.
 */
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import type { StateChange } from '../core/process-effect.ts';
import { isStopped } from '../core/process-state.ts';
import { milliseconds, type Pid } from '../core/units.ts';
import { FamiliesLeft } from './families-left.ts';
import {
  type ChildHappening,
  type ChildListener,
  Listeners,
  type MainChangeListener,
  type StateChangeListener,
  type WorldChange,
  type WorldChangeListener,
} from './listeners.ts';
import { ManagedProcess } from './managed-process.ts';
import type { ActivityLog, Clock, ProcessRuntime, ProgramFamily } from './ports.ts';
import { AT_REST, type ProcessBeginning } from './process-beginning.ts';
import { ProcessGroup } from './process-group.ts';
import type { ProcessSurroundings } from './process-surroundings.ts';
import { Shutdown } from './shutdown.ts';

export type SupervisorStateName = 'RUNNING' | 'RESTARTING' | 'SHUTDOWN';

export interface SupervisorWorld {
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** Makes the operating system's side of a process; throws what opening its AUTO logs and its sockets throws. */
  runtimeFor(config: ProcessConfig, group: GroupConfig): ProcessRuntime;
  /** Knows the processes of a program beyond its main one. */
  familyFor(config: ProcessConfig, group: GroupConfig): ProgramFamily;
  /** The child is to be watched; its exit is to be given to `exited`. Called in the turn of the spawn. */
  watchChild(pid: Pid, exited: (status: ExitStatus) => void): void;
  /** Whether a process with `autostart` may start by itself. */
  mayAutostart(config: ProcessConfig): boolean;
  /** See {@link ProcessSurroundings.onState}. */
  onState(group: ProcessGroup, process: ManagedProcess, progress: 'pending' | 'done'): void;
  /** A process was taken out of its group, or with null the group itself was taken out. */
  onRemoved(group: ProcessGroup, process: ManagedProcess | null): void;
  /** At shutdown, called before these groups are stopped: what is to be waited for, if anything. */
  beforeStopping(groups: readonly ProcessGroup[]): Promise<void> | null;
}

/** Long series of starts give other work a turn after so long. */
const BATCH_DURATION = milliseconds(10);

export class Supervisor {
  readonly #world: SupervisorWorld;
  readonly #groups = new Map<string, ProcessGroup>();
  readonly #familiesLeft = new FamiliesLeft();
  readonly #stateListeners = new Listeners<StateChangeListener>();
  readonly #childListeners = new Listeners<ChildListener>();
  readonly #mainListeners = new Listeners<MainChangeListener>();
  readonly #worldListeners = new Listeners<WorldChangeListener>();
  #state: SupervisorStateName = 'RUNNING';
  #shutdown: Shutdown | null = null;
  readonly #ended: Promise<'SHUTDOWN' | 'RESTARTING'>;
  #resolveEnded: (outcome: 'SHUTDOWN' | 'RESTARTING') => void = () => undefined;

  constructor(world: SupervisorWorld) {
    this.#world = world;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get state(): SupervisorStateName {
    return this.#state;
  }

  /** Ascending priority; equal ones in the order in which they were added. */
  groups(): readonly ProcessGroup[] {
    return this.#inOrderOfCreation().sort((a, b) => a.config.priority - b.config.priority);
  }

  group(name: string): ProcessGroup | undefined {
    return this.#groups.get(name);
  }

  /**
   * Makes the group's processes without starting them. The name must be free. Throws what {@link addProcess} throws, and
   * nothing is added then. `beginningOf` knows those that go on from where another daemon left them.
   */
  addGroup(
    config: GroupConfig,
    beginningOf: (process: ProcessConfig) => ProcessBeginning | undefined = () => undefined,
  ): ProcessGroup {
    if (this.#groups.has(config.name)) throw new Error(`group ${config.name} exists`);
    const made: ManagedProcess[] = [];
    const shared = this.#surroundingsOf(() => group);
    try {
      for (const process of config.processes) {
        made.push(this.#makeProcess(process, config, { shared, beginning: beginningOf(process) }));
      }
    } catch (error) {
      for (const process of made) this.#familiesLeft.closeBut(process);
      throw error;
    }
    const group: ProcessGroup = new ProcessGroup(config, made);
    for (const process of made) if (group.process(process.name) !== process) process.close();
    this.#groups.set(config.name, group);
    this.#worldChanged({ kind: 'group-added', group });
    return group;
  }

  /** Starts what has `autostart`, in order, giving other work a turn in between. Resolves when all were tried. */
  async startAutomatic(groups: readonly ProcessGroup[]): Promise<void> {
    const processes = groups.flatMap((group) => group.processes());
    await this.inBatches(processes, (process) => {
      const isFresh = process.state.name === 'STOPPED' && process.state.history.startedAt === null;
      if (this.startsByItself(process.config) && isFresh && this.#state === 'RUNNING') process.start();
    });
  }

  /** Whether the process starts with its group: `autostart`, unless an operator switched it off. */
  startsByItself(config: ProcessConfig): boolean {
    return config.autostart && this.#world.mayAutostart(config);
  }

  /** Does something to many items in order; the event loop gets a turn every few milliseconds. */
  async inBatches<Item>(items: readonly Item[], action: (item: Item) => void): Promise<void> {
    const { clock } = this.#world;
    let began = clock.now();
    for (const item of items) {
      if (clock.now() - began >= BATCH_DURATION) {
        await new Promise<void>((resolve) => clock.defer(resolve));
        began = clock.now();
      }
      action(item);
    }
  }

  removeGroup(name: string): 'removed' | 'still-running' | 'unknown' {
    const group = this.#groups.get(name);
    if (group === undefined) return 'unknown';
    // Its processes would run on, and nobody would know of them.
    if (group.alive().length > 0) return 'still-running';
    this.#groups.delete(name);
    for (const process of group.processes()) this.#familiesLeft.closeBut(process);
    this.#world.onRemoved(group, null);
    this.#worldChanged({ kind: 'group-removed', group });
    return 'removed';
  }

  /** Makes a process in a group, without starting it. Throws what opening its AUTO logs and its sockets throws. */
  addProcess(group: ProcessGroup, config: ProcessConfig): ManagedProcess {
    const process = this.#makeProcess(config, group.config, { shared: this.#surroundingsOf(() => group) });
    group.put(process);
    return process;
  }

  /** Takes a process out of its group. Only in a stopped state. */
  removeProcess(group: ProcessGroup, process: ManagedProcess): void {
    group.delete(process.name);
    this.#familiesLeft.closeBut(process);
    this.#world.onRemoved(group, process);
  }

  /**
   * Puts a new process under another configuration in the place of a stopped one, as which it goes on. Throws what
   * {@link addProcess} throws; the old process then stays.
   */
  replaceProcess(group: ProcessGroup, old: ManagedProcess, config: ProcessConfig): ManagedProcess {
    if (!isStopped(old.state) || 'pid' in old.state) throw new Error(`${old.name} has not stopped`);
    const process = old.replacedBy(config, this.#world.runtimeFor(config, group.config));
    group.put(process);
    return process;
  }

  /** Goes on with a process that was added in a state which another daemon left. */
  resume(process: ManagedProcess): void {
    const { state } = process;
    if ('pid' in state) {
      process.runtime.adopt(state.pid);
      process.family.resumed(state);
      this.#world.watchChild(state.pid, (status) => process.childExited(status));
    }
    process.resume();
  }

  /** Stops everything, for good. A restart under way becomes a shutdown; a second request changes nothing. */
  requestShutdown(): void {
    this.#end('SHUTDOWN');
  }

  /** Stops everything; the daemon then begins anew. Answers whether the request was taken. */
  requestRestart(): boolean {
    if (this.#state === 'SHUTDOWN') return false;
    this.#end('RESTARTING');
    return true;
  }

  /** Resolves when a shutdown or a restart was asked for and no process is left unstopped. */
  ended(): Promise<'SHUTDOWN' | 'RESTARTING'> {
    return this.#ended;
  }

  /** Releases logs and pipes of all processes. To be called after {@link ended}. */
  close(): void {
    for (const group of this.#groups.values()) for (const process of group.processes()) process.close();
    this.#familiesLeft.close();
  }

  /** Calls `listener` at every step of every process, in order; answers the function that ends it. */
  onStateChange(listener: StateChangeListener): () => void {
    return this.#stateListeners.add(listener);
  }

  /** Calls `listener` at every spawn and at every exit; answers the function that ends it. */
  onChild(listener: ChildListener): () => void {
    return this.#childListeners.add(listener);
  }

  /** Calls `listener` when another process becomes the main one of a program; answers the function that ends it. */
  onMainChange(listener: MainChangeListener): () => void {
    return this.#mainListeners.add(listener);
  }

  /** Calls `listener` when a group comes or goes, and when the end begins; answers the function that ends it. */
  onWorldChange(listener: WorldChangeListener): () => void {
    return this.#worldListeners.add(listener);
  }

  reopenLogs(): void {
    for (const group of this.#groups.values()) {
      for (const process of group.processes()) process.runtime.reopenLogs();
    }
  }

  #end(state: 'SHUTDOWN' | 'RESTARTING'): void {
    this.#state = state;
    if (this.#shutdown !== null) return;
    const { clock, log } = this.#world;
    const onDone = () => this.#resolveEnded(this.#state === 'RESTARTING' ? 'RESTARTING' : 'SHUTDOWN');
    const beforeStopping = (groups: readonly ProcessGroup[]) => this.#world.beforeStopping(groups);
    const shutdown = new Shutdown(this.#inOrderOfCreation(), { clock, log, onDone, beforeStopping });
    this.#shutdown = shutdown;
    // In a turn of its own, so that the request that asked for it is answered first.
    clock.defer(() => {
      this.#worldChanged({ kind: 'ending' });
      shutdown.begin();
    });
  }

  #inOrderOfCreation(): ProcessGroup[] {
    return [...this.#groups.values()];
  }

  #makeProcess(
    config: ProcessConfig,
    group: GroupConfig,
    options: { readonly shared: ProcessSurroundings; readonly beginning?: ProcessBeginning | undefined },
  ): ManagedProcess {
    const runtime = this.#world.runtimeFor(config, group);
    const left = this.#familiesLeft.take(config);
    const family = left ?? this.#world.familyFor(config, group);
    const beginning = left === null ? options.beginning : { ...AT_REST, clearsBeforeStart: true };
    return new ManagedProcess(config, { runtime, family, surroundings: options.shared }, beginning);
  }

  /** Of all processes of a group, which can be a thousand. */
  #surroundingsOf(owner: () => ProcessGroup): ProcessSurroundings {
    const { clock, log, watchChild } = this.#world;
    return {
      clock,
      log,
      startsAllowed: () => this.#state === 'RUNNING',
      onSpawned: (process, pid) => {
        watchChild(pid, (status) => process.childExited(status));
        this.#childChanged(owner(), process, { kind: 'spawned', pid });
      },
      onFollowed: (process, pid) => watchChild(pid, (status) => process.childExited(status)),
      onExited: (process, status) => this.#childChanged(owner(), process, { kind: 'exited', status }),
      onStateChange: (process, change) => this.#stateChanged(owner(), process, change),
      onMainChange: (process, change) => {
        for (const listener of this.#mainListeners.all) listener(owner(), process, change);
      },
      onState: (process, progress) => this.#world.onState(owner(), process, progress),
    };
  }

  #stateChanged(group: ProcessGroup, process: ManagedProcess, change: StateChange): void {
    for (const listener of this.#stateListeners.all) listener(group, process, change);
    this.#shutdown?.stateChanged();
  }

  #childChanged(group: ProcessGroup, process: ManagedProcess, happening: ChildHappening): void {
    for (const listener of this.#childListeners.all) listener(group, process, happening);
  }

  #worldChanged(change: WorldChange): void {
    for (const listener of this.#worldListeners.all) listener(change);
  }
}
