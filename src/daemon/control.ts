/** What the control interfaces may ask of the daemon itself: changes of its configuration, a restart, its own log. */
import { type ConfigError, sentenceWithPlace } from '../config/config-error.ts';
import type { Config, GroupConfig } from '../config/model.ts';
import type { Caller } from '../core/caller.ts';
import { SUPERVISOR_VERSION } from '../core/version.ts';
import type { PoolInfo } from '../events/pool-info.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { DaemonLog } from '../logs/activity-log.ts';
import type { LogFiles } from '../logs/log-files.ts';
import type {
  AddGroupOutcome,
  AddProgramOutcome,
  ApplyOutcome,
  ClearLogOutcome,
  DaemonFacade,
  ForgetProgramOutcome,
  NewProgram,
  PlanOutcome,
  ProcessName,
  ProcessTally,
  ProgramUsage,
  ReloadOutcome,
  UpgradeOutcome,
} from '../rpc/daemon-facade.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import { mayAddPrograms } from './added-programs.ts';
import { ConfigChanges, type ConfigChangesParts, type ConfigListener } from './config-changes.ts';
import type { Explainer } from './explain/explainer.ts';
import type { ProcessTallies } from './history/process-tallies.ts';
import type { Upgrade } from './upgrade/upgrade.ts';
import { ProgramUsages } from './usage/program-usage.ts';

export interface ControlParts extends ConfigChangesParts {
  readonly log: DaemonLog;
  readonly explainer: Explainer;
  readonly tallies: ProcessTallies;
  readonly files: LogFiles;
  readonly upgrade: Upgrade;
  /** What would end a restart with this configuration. */
  obstacles(next: Config): readonly ConfigError[];
}

export class Control implements DaemonFacade {
  readonly #parts: ControlParts;
  readonly pid = process.pid;
  readonly supervisorVersion = SUPERVISOR_VERSION;
  readonly #changes: ConfigChanges;
  #nextConfig: Config | null = null;
  readonly #usages: ProgramUsages;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#changes = new ConfigChanges(parts);
    this.#usages = new ProgramUsages(parts.supervisor);
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
    return this.#changes.groups;
  }

  reloadConfig(): ReloadOutcome {
    return this.#changes.reload();
  }

  planConfig(names: readonly string[]): PlanOutcome {
    return this.#changes.plan(names);
  }

  applyConfig(names: readonly string[]): Promise<ApplyOutcome> {
    return this.#changes.apply(names);
  }

  addGroup(name: string): Promise<AddGroupOutcome> {
    return this.#changes.addGroup(name);
  }

  addProgram(program: NewProgram, caller: Caller): AddProgramOutcome {
    return mayAddPrograms(caller) ? this.#changes.addProgram(program) : { kind: 'not-permitted' };
  }

  forgetProgram(name: string): ForgetProgramOutcome {
    return this.#changes.forgetProgram(name);
  }

  isEmpty(): boolean {
    return this.#changes.groups.length === 0 && this.#parts.supervisor.groups().length === 0;
  }

  onConfigEvent(listener: ConfigListener): void {
    this.#changes.onEvent(listener);
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

  explainProcess(group: string, process: ManagedProcess): Promise<Explanation> {
    return this.#parts.explainer.explain(group, process);
  }

  emitRemoteCommunication(type: string, data: string): void {
    this.#parts.events.remoteCommunication(type, data);
  }

  programUsage(options: { readonly shares: boolean }): Promise<readonly ProgramUsage[]> {
    return this.#usages.read(options);
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
