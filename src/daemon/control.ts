/** What the control interfaces may do to the daemon itself: reread, restart, add groups, its own log. */
import { type ConfigError, sentenceWithPlace } from '../config/config-error.ts';
import { groupDifference } from '../config/difference.ts';
import type { Config, GroupConfig } from '../config/model.ts';
import { makePlan, type Plan } from '../config/plan.ts';
import { selectFromPlan } from '../config/plan-selection.ts';
import type { Caller } from '../core/caller.ts';
import { SUPERVISOR_VERSION } from '../core/version.ts';
import type { PoolInfo } from '../events/pool-info.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { History } from '../history/history.ts';
import type { DaemonLog } from '../logs/activity-log.ts';
import type { LogFiles } from '../logs/log-files.ts';
import type {
  AddGroupOutcome,
  AddProgramOutcome,
  ApplyOutcome,
  ClearLogOutcome,
  ConfigEvent,
  DaemonFacade,
  ForgetProgramOutcome,
  NewProgram,
  PlanOutcome,
  PlanRefusal,
  ProcessName,
  ProcessTally,
  ProgramUsage,
  ReloadOutcome,
  UpgradeOutcome,
} from '../rpc/daemon-facade.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { AddedProgramStore } from './added-program-store.ts';
import { AddedPrograms, mayAddPrograms } from './added-programs.ts';
import type { ConfigSource } from './config-source.ts';
import type { EventSystem } from './event-system.ts';
import type { Explainer } from './explain/explainer.ts';
import { recordDifference, recordPlan } from './history/config-history.ts';
import type { ProcessTallies } from './history/process-tallies.ts';
import { PlanExecution } from './plan-execution.ts';
import { loadResultHandlers } from './plugins/result-handlers.ts';
import { refusedGroup } from './refused-auto-log.ts';
import { StartupError } from './startup-error.ts';
import type { Upgrade } from './upgrade/upgrade.ts';
import { ProgramUsages } from './usage/program-usage.ts';

export interface ControlParts {
  /** The configuration in use. */
  readonly config: Config;
  readonly supervisor: Supervisor;
  readonly log: DaemonLog;
  readonly source: ConfigSource;
  readonly events: EventSystem;
  readonly explainer: Explainer;
  readonly history: History;
  readonly tallies: ProcessTallies;
  readonly files: LogFiles;
  readonly addedPrograms: AddedProgramStore;
  readonly upgrade: Upgrade;
  /** What would end a restart with this configuration. */
  obstacles(next: Config): readonly ConfigError[];
}

export class Control implements DaemonFacade {
  readonly #parts: ControlParts;
  readonly pid = process.pid;
  readonly supervisorVersion = SUPERVISOR_VERSION;
  /** Groups as they were read last, in use or not. */
  #groups: readonly GroupConfig[];
  /** Where they were read: relative paths of modules begin beside it. */
  #file: string;
  #nextConfig: Config | null = null;
  readonly #configListeners: ((event: ConfigEvent) => void)[] = [];
  readonly #added: AddedPrograms;
  readonly #usages: ProgramUsages;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#added = new AddedPrograms({ ...parts, daemon: parts.config.daemon, store: parts.addedPrograms });
    this.#usages = new ProgramUsages(parts.supervisor);
    this.#groups = parts.config.groups;
    this.#file = parts.config.file;
  }

  /** What a restart begins with; null when none was asked for. */
  get nextConfig(): Config | null {
    return this.#nextConfig;
  }

  get identification(): string {
    return this.#parts.config.daemon.identifier;
  }

  get logfile(): string | null {
    const { logfile } = this.#parts.config.daemon;
    return logfile.kind === 'file' ? logfile.path : null;
  }

  clearLog(): ClearLogOutcome {
    return this.#parts.log.clear();
  }

  configuredGroups(): readonly GroupConfig[] {
    return this.#groups;
  }

  reloadConfig(): ReloadOutcome {
    const result = this.#parts.source.load();
    if (result.kind === 'refused') {
      return { kind: 'invalid', message: result.errors.map(({ message }) => message).join('\n') };
    }
    this.#sayLeftOut(result.config);
    this.#groups = result.config.groups;
    this.#file = result.config.file;
    const active = this.#parts.supervisor.groups().map((group) => group.config);
    const difference = groupDifference(active, this.#groups);
    recordDifference(this.#parts.history, difference);
    this.#announce({ kind: 'reread', ...difference });
    return { kind: 'reread', ...difference };
  }

  planConfig(names: readonly string[]): PlanOutcome {
    const planned = this.#plan(names);
    return planned.kind === 'planned' ? { kind: 'planned', plan: planned.plan } : planned;
  }

  async applyConfig(names: readonly string[]): Promise<ApplyOutcome> {
    const planned = this.#plan(names);
    if (planned.kind !== 'planned') return planned;
    const { plan, config } = planned;
    const { groups } = config;
    const problem = await this.#loadResultHandlers(newGroups(plan));
    if (problem !== null) return { kind: 'invalid', errors: [problem] };
    this.#sayLeftOut(config);
    this.#groups = groups;
    recordPlan(this.#parts.history, plan);
    const failures = await new PlanExecution(this.#parts.supervisor).run(plan);
    const changed = plan.groups.filter(({ kind, processes }) => {
      return kind !== 'untouched' || processes.some((process) => process.kind !== 'untouched');
    });
    this.#announce({
      kind: 'applied',
      groups: changed.map(({ name }) => name),
      failures: failures.length,
    });
    return { kind: 'applied', plan, failures };
  }

  async addGroup(name: string): Promise<AddGroupOutcome> {
    const { supervisor } = this.#parts;
    const config = this.#groups.find((group) => group.name === name);
    // As in Supervisor, also where a group of this name is still in use.
    if (config === undefined) return { kind: 'unknown' };
    if (supervisor.group(name) === undefined) {
      const problem = await this.#loadResultHandlers([config]);
      if (problem !== null) return { kind: 'failed', message: problem };
    }
    // Looked at after the waiting: another call may have added it meanwhile.
    if (supervisor.group(name) !== undefined) return { kind: 'already-added' };
    if (supervisor.state !== 'RUNNING') return { kind: 'failed', message: 'the daemon is shutting down' };
    try {
      const group = supervisor.addGroup(config);
      void supervisor.startAutomatic([group]);
      return { kind: 'added' };
    } catch (error) {
      return { kind: 'failed', message: refusedGroup(error, this.#parts.config.daemon.childlogdir) };
    }
  }

  /** Modules that the pools of these groups need and that are not there yet. Answers what is wrong with one. */
  async #loadResultHandlers(groups: readonly GroupConfig[]): Promise<string | null> {
    const { events, log } = this.#parts;
    const isMissing = (group: GroupConfig) =>
      group.kind === 'eventlistener' && !events.knowsResultHandler(group.resultHandler);
    const missing = groups.filter(isMissing);
    if (missing.length === 0) return null;
    try {
      const config = { groups: missing, file: this.#file };
      events.addResultHandlers(await loadResultHandlers({ config, log, isStrict: true }));
      return null;
    } catch (error) {
      if (error instanceof StartupError) return error.message;
      throw error;
    }
  }

  addProgram(program: NewProgram, caller: Caller): AddProgramOutcome {
    if (!mayAddPrograms(caller)) return { kind: 'not-permitted' };
    const outcome = this.#added.add(program, this.#groups);
    if (outcome.kind !== 'added') return outcome;
    this.#groups = [...this.#groups, outcome.group];
    return { kind: 'added' };
  }

  forgetProgram(name: string): ForgetProgramOutcome {
    const outcome = this.#added.forget(name, this.#groups);
    if (outcome.kind === 'forgotten' && this.#parts.supervisor.group(name) === undefined) {
      this.#groups = this.#groups.filter((group) => group.name !== name);
    }
    return outcome;
  }

  isEmpty(): boolean {
    return this.#groups.length === 0 && this.#parts.supervisor.groups().length === 0;
  }

  /**
   * Reads the configuration and, if it is good, begins the restart with it. A bad one changes nothing: its errors are
   * returned, with their places and what to do.
   */
  restart(): readonly string[] {
    const result = this.#parts.source.load();
    const obstacles = result.kind === 'refused' ? result.errors : this.#parts.obstacles(result.config);
    if (result.kind === 'refused' || obstacles.length > 0) return obstacles.map(sentenceWithPlace);
    this.#nextConfig = result.config;
    this.#parts.supervisor.requestRestart();
    return [];
  }

  upgrade(path: string): Promise<string | null> {
    return this.#parts.upgrade.begin(path);
  }

  get lastUpgrade(): UpgradeOutcome {
    return this.#parts.upgrade.outcome;
  }

  /** Other notices are for the start, as in Supervisor. */
  #sayLeftOut({ notices }: Config): void {
    for (const { level, message, leftOut } of notices) {
      if (leftOut !== undefined) this.#parts.log.log(level, message);
    }
  }

  #announce(event: ConfigEvent): void {
    for (const listener of this.#configListeners) listener(event);
  }

  #plan(
    names: readonly string[],
  ): { readonly kind: 'planned'; readonly plan: Plan; readonly config: Config } | PlanRefusal {
    const { source, supervisor } = this.#parts;
    const result = source.load();
    if (result.kind === 'refused') return { kind: 'invalid', errors: result.errors.map(placed) };
    const { groups, file } = result.config;
    this.#file = file;
    const plan = makePlan({
      active: supervisor.groups().map((group) => group.config),
      next: groups,
      isWantedUp: (group, process) => supervisor.group(group)?.process(process)?.isWantedUp ?? false,
    });
    const selection = selectFromPlan(plan, names);
    return selection.kind === 'selected'
      ? { kind: 'planned', plan: selection.plan, config: result.config }
      : selection;
  }

  explainProcess(group: string, process: ManagedProcess): Promise<Explanation> {
    return this.#parts.explainer.explain(group, process);
  }

  emitRemoteCommunication(type: string, data: string): void {
    this.#parts.events.remoteCommunication(type, data);
  }

  programUsage(options: { readonly shares: boolean }): Promise<readonly ProgramUsage[]> {
    return this.#usages.read(options);
  }

  onConfigEvent(listener: (event: ConfigEvent) => void): void {
    this.#configListeners.push(listener);
  }

  listenerPools(): readonly PoolInfo[] {
    return this.#parts.events.pools();
  }

  tally(name: ProcessName): ProcessTally {
    return this.#parts.tallies.of(name);
  }

  lostBytes(path: string): number {
    return this.#parts.files.lostBytes(path);
  }
}

/** Those that are made, or made anew. */
function newGroups({ groups }: Plan): readonly GroupConfig[] {
  return groups.flatMap((group) => (group.kind === 'add' || group.kind === 'restart' ? [group.config] : []));
}

function placed({ file, line, message }: ConfigError): string {
  const sentence = message.replaceAll('\n', ' ');
  if (file === null) return sentence;
  return `${line === null ? file : `${file}:${line}`}: ${sentence}`;
}
