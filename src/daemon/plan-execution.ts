/**
 * Carries out a plan: what only changes live first, then what goes, then what must be made anew, then what comes, so
 * that a new program finds the port free that a removed one had. Nothing else is touched.
 *
 * Other requests may come while processes stop. Whatever they change is theirs: a process that is not there any more
 * when its turn comes is reported and left alone.
 */
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import type { GroupPlan, Plan, ProcessPlan } from '../config/plan.ts';
import { isStopped } from '../core/process-state.ts';
import { messageOf } from '../core/thrown.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** One process or group that was not brought to what the plan says. */
export interface PlanFailure {
  readonly group: string;
  /** Null for the whole group. */
  readonly process: string | null;
  readonly message: string;
}

type Keeping = Extract<GroupPlan, { before: GroupConfig }>;
type Task = () => Promise<void>;

interface Stopping {
  readonly group: ProcessGroup;
  readonly process: ManagedProcess;
  /** It is stopped only to be made anew and started. */
  readonly isWantedUp: boolean;
}

const CHANGED_MEANWHILE = 'another request changed it meanwhile';
const SHUTTING_DOWN = 'the daemon shuts down';

export class PlanExecution {
  readonly #supervisor: Supervisor;
  readonly #failures: PlanFailure[] = [];

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** Resolves when everything was stopped and started; starts are not waited for. Runs once. */
  async run({ groups }: Plan): Promise<readonly PlanFailure[]> {
    for (const group of groups) if ('before' in group) this.#changeLive(group);
    const phases: readonly ((group: GroupPlan) => readonly Task[])[] = [
      (group) => this.#removals(group),
      (group) => this.#restarts(group),
      (group) => this.#additions(group),
    ];
    for (const phase of phases) {
      const tasks = groups.flatMap(phase);
      // Without any, what the next phase stops is stopped in the turn in which the plan was made.
      if (tasks.length > 0) await this.#carryOut(tasks);
    }
    return this.#failures;
  }

  /** All at once, as far as others are not kept waiting for it: a group may grow by hundreds of processes. */
  async #carryOut(tasks: readonly Task[]): Promise<void> {
    const underWay: Promise<void>[] = [];
    await this.#supervisor.inBatches(tasks, (task) => {
      const begun = task();
      // It may end badly before all are begun; it is looked at below.
      begun.catch(() => undefined);
      underWay.push(begun);
    });
    await Promise.all(underWay);
  }

  #changeLive({ name, config, processes }: Keeping): void {
    const live = new Set(processes.filter(isLive).map((process) => process.name));
    this.#supervisor.group(name)?.reconfigure(config, (process) => live.has(process));
  }

  #removals(plan: GroupPlan): readonly Task[] {
    if (plan.kind === 'remove') return [() => this.#removeGroup(plan.name)];
    const tasks: Task[] = [];
    for (const { name } of processesIn(plan, 'remove'))
      tasks.push(() => this.#removeProcess(plan.name, name));
    return tasks;
  }

  #restarts(plan: GroupPlan): readonly Task[] {
    if (plan.kind === 'restart') return [() => this.#restartGroup(plan)];
    const tasks: Task[] = [];
    for (const { config } of processesIn(plan, 'restart')) {
      tasks.push(() => this.#restartProcess(plan.name, config));
    }
    return tasks;
  }

  #additions(plan: GroupPlan): readonly Task[] {
    if (plan.kind === 'add') return [() => this.#addGroup(plan.config)];
    const tasks: Task[] = [];
    for (const { config } of processesIn(plan, 'add')) {
      tasks.push(async () => this.#addProcess(plan.name, config));
    }
    return tasks;
  }

  async #removeGroup(name: string): Promise<void> {
    const group = this.#supervisor.group(name);
    if (group !== undefined) await this.#takeOut(group, () => false);
  }

  async #removeProcess(groupName: string, name: string): Promise<void> {
    const found = this.#find(groupName, name);
    if (found === null) return;
    const { group, process } = found;
    await this.#onceStopped({ group, process, isWantedUp: false }, () =>
      this.#supervisor.removeProcess(group, process),
    );
  }

  async #restartProcess(groupName: string, config: ProcessConfig): Promise<void> {
    const found = this.#find(groupName, config.name);
    if (found === null) return;
    const { group, process } = found;
    const { isWantedUp } = process;
    await this.#onceStopped({ group, process, isWantedUp }, () => {
      const next = this.#replace(group, process, config);
      if (isWantedUp) this.#start(group.name, next);
    });
  }

  /** Answers the old process when a new one cannot be had: it goes on as it was. */
  #replace(group: ProcessGroup, process: ManagedProcess, config: ProcessConfig): ManagedProcess {
    try {
      return this.#supervisor.replaceProcess(group, process, config);
    } catch (error) {
      this.#fail(group.name, process.name, `not changed: ${messageOf(error)}`);
      return process;
    }
  }

  /** Its processes are made anew with it. Those that were down stay down, new ones start by `autostart`. */
  async #restartGroup({ name, config }: GroupPlan): Promise<void> {
    const group = this.#supervisor.group(name);
    if (group === undefined) {
      this.#fail(name, null, CHANGED_MEANWHILE);
      return;
    }
    const wasWantedUp = new Map(group.processes().map((process) => [process.name, process.isWantedUp]));
    if (!(await this.#takeOut(group, ({ isWantedUp }) => isWantedUp))) return;
    await this.#addGroup(
      config,
      (process) => wasWantedUp.get(process.name) ?? this.#supervisor.startsByItself(process.config),
    );
  }

  async #addGroup(
    config: GroupConfig,
    starts = (process: ManagedProcess) => this.#supervisor.startsByItself(process.config),
  ): Promise<void> {
    const { name } = config;
    if (this.#supervisor.group(name) !== undefined || this.#isShuttingDown()) {
      this.#fail(name, null, this.#isShuttingDown() ? SHUTTING_DOWN : CHANGED_MEANWHILE);
      return;
    }
    try {
      const group = this.#supervisor.addGroup(config);
      await this.#supervisor.inBatches(group.processes().filter(starts), (process) =>
        this.#start(name, process),
      );
    } catch (error) {
      this.#fail(name, null, messageOf(error));
    }
  }

  #addProcess(groupName: string, config: ProcessConfig): void {
    const group = this.#supervisor.group(groupName);
    if (group === undefined || group.process(config.name) !== undefined || this.#isShuttingDown()) {
      this.#fail(groupName, config.name, this.#isShuttingDown() ? SHUTTING_DOWN : CHANGED_MEANWHILE);
      return;
    }
    try {
      const process = this.#supervisor.addProcess(group, config);
      if (this.#supervisor.startsByItself(config)) this.#start(groupName, process);
    } catch (error) {
      this.#fail(groupName, config.name, messageOf(error));
    }
  }

  #find(
    groupName: string,
    name: string,
  ): { readonly group: ProcessGroup; readonly process: ManagedProcess } | null {
    const group = this.#supervisor.group(groupName);
    const process = group?.process(name);
    if (group !== undefined && process !== undefined) return { group, process };
    this.#fail(groupName, name, CHANGED_MEANWHILE);
    return null;
  }

  /** Stops all of a group and takes it out of use. Answers whether that was possible. */
  async #takeOut(group: ProcessGroup, isWantedUp: (process: ManagedProcess) => boolean): Promise<boolean> {
    const stopped = group
      .processes()
      .map((process) =>
        this.#onceStopped({ group, process, isWantedUp: isWantedUp(process) }, () => undefined),
      );
    if ((await Promise.all(stopped)).includes(false)) return false;
    const outcome = this.#supervisor.group(group.name) === group && this.#supervisor.removeGroup(group.name);
    if (outcome !== 'removed') this.#fail(group.name, null, CHANGED_MEANWHILE);
    return outcome === 'removed';
  }

  /**
   * Stops a process and acts in the turn in which it is seen to be down, so that no other request comes between.
   * Answers whether it acted.
   */
  async #onceStopped({ group, process, isWantedUp }: Stopping, act: () => void): Promise<boolean> {
    const { signal } = new AbortController();
    do {
      process.stop(isWantedUp ? 'restart' : 'operator');
      await process.untilStopped({ signal });
    } while (!isStopped(process.state));
    const problem = this.#problemWith(group, process);
    if (problem === null) act();
    else this.#fail(group.name, process.name, problem);
    return problem === null;
  }

  #problemWith(group: ProcessGroup, process: ManagedProcess): string | null {
    if (this.#isShuttingDown()) return SHUTTING_DOWN;
    if (this.#supervisor.group(group.name) !== group) return CHANGED_MEANWHILE;
    if (group.process(process.name) !== process) return CHANGED_MEANWHILE;
    return process.state.name === 'UNKNOWN' ? 'it could not be stopped, nobody knows its state' : null;
  }

  #isShuttingDown(): boolean {
    return this.#supervisor.state !== 'RUNNING';
  }

  #start(group: string, process: ManagedProcess): void {
    if (this.#isShuttingDown()) return;
    process.start();
    const { spawnError } = process.state.history;
    if (spawnError !== null) this.#fail(group, process.name, `not started: ${spawnError}`);
  }

  #fail(group: string, process: string | null, message: string): void {
    this.#failures.push({ group, process, message });
  }
}

/** Those of a group that stays to which this is to be done. */
function processesIn<Kind extends ProcessPlan['kind']>(
  plan: GroupPlan,
  kind: Kind,
): readonly Extract<ProcessPlan, { kind: Kind }>[] {
  if (!('before' in plan)) return [];
  return plan.processes.filter(
    (process): process is Extract<ProcessPlan, { kind: Kind }> => process.kind === kind,
  );
}

function isLive({ kind }: ProcessPlan): boolean {
  return kind === 'change-live' || kind === 'untouched';
}
