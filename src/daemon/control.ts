/** What the control interfaces may do to the daemon itself: reread, restart, add groups, its own log. */
import type { ConfigError } from '../config/config-error.ts';
import { groupDifference } from '../config/difference.ts';
import type { Config, GroupConfig } from '../config/model.ts';
import { makePlan, type Plan } from '../config/plan.ts';
import { selectFromPlan } from '../config/plan-selection.ts';
import { SUPERVISOR_VERSION } from '../core/version.ts';
import type { PoolInfo } from '../events/listener-pool.ts';
import type { History } from '../history/history.ts';
import type { DaemonLog } from '../logs/activity-log.ts';
import { ListeningSocketError } from '../os/listening-socket.ts';
import type {
  AddGroupOutcome,
  ApplyOutcome,
  ClearLogOutcome,
  ConfigEvent,
  DaemonFacade,
  PlanOutcome,
  PlanRefusal,
  ProgramUsage,
  ReloadOutcome,
} from '../rpc/daemon-facade.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { recordDifference, recordPlan } from './config-history.ts';
import type { ConfigSource } from './config-source.ts';
import type { EventSystem } from './event-system.ts';
import { PlanExecution } from './plan-execution.ts';
import { programUsage } from './program-usage.ts';

export interface ControlParts {
  /** The configuration in use. */
  readonly config: Config;
  readonly supervisor: Supervisor;
  readonly log: DaemonLog;
  readonly source: ConfigSource;
  readonly events: EventSystem;
  readonly history: History;
}

export class Control implements DaemonFacade {
  readonly #parts: ControlParts;
  readonly pid = process.pid;
  readonly supervisorVersion = SUPERVISOR_VERSION;
  /** Groups as they were read last, in use or not. */
  #groups: readonly GroupConfig[];
  #nextConfig: Config | null = null;
  readonly #configListeners: ((event: ConfigEvent) => void)[] = [];

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#groups = parts.config.groups;
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
    this.#groups = result.config.groups;
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
    const { plan, groups } = planned;
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

  addGroup(name: string): AddGroupOutcome {
    const { supervisor } = this.#parts;
    if (supervisor.group(name) !== undefined) return { kind: 'already-added' };
    const config = this.#groups.find((group) => group.name === name);
    if (config === undefined) return { kind: 'unknown' };
    try {
      const group = supervisor.addGroup(config);
      void supervisor.startAutomatic([group]);
      return { kind: 'added' };
    } catch (error) {
      if (error instanceof ListeningSocketError) return { kind: 'failed', message: error.message };
      throw error;
    }
  }

  /**
   * Reads the configuration and, if it is good, begins the restart with it. A bad one changes nothing: its errors are
   * returned.
   */
  restart(): readonly ConfigError[] {
    const result = this.#parts.source.load();
    if (result.kind === 'refused') return result.errors;
    this.#nextConfig = result.config;
    this.#parts.supervisor.requestRestart();
    return [];
  }

  #announce(event: ConfigEvent): void {
    for (const listener of this.#configListeners) listener(event);
  }

  #plan(
    names: readonly string[],
  ):
    | { readonly kind: 'planned'; readonly plan: Plan; readonly groups: readonly GroupConfig[] }
    | PlanRefusal {
    const { source, supervisor } = this.#parts;
    const result = source.load();
    if (result.kind === 'refused') return { kind: 'invalid', errors: result.errors.map(placed) };
    const { groups } = result.config;
    const plan = makePlan({
      active: supervisor.groups().map((group) => group.config),
      next: groups,
      isWantedUp: (group, process) => supervisor.group(group)?.process(process)?.isWantedUp ?? false,
    });
    const selection = selectFromPlan(plan, names);
    return selection.kind === 'selected' ? { kind: 'planned', plan: selection.plan, groups } : selection;
  }

  emitRemoteCommunication(type: string, data: string): void {
    this.#parts.events.remoteCommunication(type, data);
  }

  programUsage(options: { readonly shares: boolean }): readonly ProgramUsage[] {
    return programUsage(this.#parts.supervisor, options);
  }

  onConfigEvent(listener: (event: ConfigEvent) => void): void {
    this.#configListeners.push(listener);
  }

  listenerPools(): readonly PoolInfo[] {
    return this.#parts.events.pools();
  }
}

function placed({ file, line, message }: ConfigError): string {
  const sentence = message.replaceAll('\n', ' ');
  if (file === null) return sentence;
  return `${line === null ? file : `${file}:${line}`}: ${sentence}`;
}
