/** The groups as they were read last, and the changes that lead from what is in use to them. */
import type { ConfigError } from '../config/config-error.ts';
import { groupDifference } from '../config/difference.ts';
import type { Config, GroupConfig } from '../config/model.ts';
import { makePlan, type Plan } from '../config/plan.ts';
import { selectFromPlan } from '../config/plan-selection.ts';
import type { History } from '../history/history.ts';
import type {
  AddGroupOutcome,
  AddProgramOutcome,
  ApplyOutcome,
  ConfigEvent,
  ForgetProgramOutcome,
  NewProgram,
  PlanOutcome,
  PlanRefusal,
  ReloadOutcome,
} from '../rpc/daemon-facade.ts';
import type { ActivityLog } from '../supervisor/ports.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { AddedProgramStore } from './added-program-store.ts';
import { AddedPrograms } from './added-programs.ts';
import type { ConfigSource } from './config-source.ts';
import type { EventSystem } from './event-system.ts';
import { recordDifference, recordPlan } from './history/config-history.ts';
import { PlanExecution } from './plan-execution.ts';
import { loadResultHandlers } from './plugins/result-handlers.ts';
import { refusedGroup } from './refused-auto-log.ts';
import { StartupError } from './startup-error.ts';

export interface ConfigChangesParts {
  /** The configuration in use. */
  readonly config: Config;
  readonly supervisor: Supervisor;
  readonly log: ActivityLog;
  readonly source: ConfigSource;
  readonly events: EventSystem;
  readonly history: History;
  readonly addedPrograms: AddedProgramStore;
}

export type ConfigListener = (event: ConfigEvent) => void;

export class ConfigChanges {
  readonly #parts: ConfigChangesParts;
  #groups: readonly GroupConfig[];
  /** Where they were read: relative paths of modules begin beside it. */
  #file: string;
  readonly #listeners: ConfigListener[] = [];
  readonly #added: AddedPrograms;

  constructor(parts: ConfigChangesParts) {
    const { config, addedPrograms } = parts;
    this.#parts = parts;
    this.#added = new AddedPrograms({ ...parts, daemon: config.daemon, store: addedPrograms });
    this.#groups = config.groups;
    this.#file = config.file;
  }

  /** As they were read last, in use or not. */
  get groups(): readonly GroupConfig[] {
    return this.#groups;
  }

  /** Calls `listener` after each reread, and after each plan that was carried out. */
  onEvent(listener: ConfigListener): void {
    this.#listeners.push(listener);
  }

  reload(): ReloadOutcome {
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

  plan(names: readonly string[]): PlanOutcome {
    const planned = this.#planFor(names);
    return planned.kind === 'planned' ? { kind: 'planned', plan: planned.plan } : planned;
  }

  async apply(names: readonly string[]): Promise<ApplyOutcome> {
    const planned = this.#planFor(names);
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

  addProgram(program: NewProgram): AddProgramOutcome {
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

  /** Other notices are for the start, as in Supervisor. */
  #sayLeftOut({ notices }: Config): void {
    for (const { level, message, leftOut } of notices) {
      if (leftOut !== undefined) this.#parts.log.log(level, message);
    }
  }

  #announce(event: ConfigEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #planFor(
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
