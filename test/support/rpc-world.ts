/** A supervisor with fake processes behind the API, without a transport. */
import type { GroupConfig, ProcessConfig } from '../../src/config/model.ts';
import type { ExitStatus } from '../../src/core/exit-status.ts';
import { pidOf } from '../../src/core/process-state.ts';
import { pid } from '../../src/core/units.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { RpcApi } from '../../src/rpc/api.ts';
import type {
  AddGroupOutcome,
  AddProgramOutcome,
  ApplyOutcome,
  ClearLogOutcome,
  ConfigEvent,
  DaemonFacade,
  ForgetProgramOutcome,
  ListenerPoolFacts,
  NewProgram,
  PlanOutcome,
  ProcessName,
  ProcessTally,
  ProgramUsage,
  ReloadOutcome,
  UpgradeOutcome,
} from '../../src/rpc/daemon-facade.ts';
import type { RpcWorld } from '../../src/rpc/world.ts';
import type { XmlRpcValue } from '../../src/rpc/xmlrpc/codec.ts';
import type { ManagedProcess } from '../../src/supervisor/managed-process.ts';
import { aGroup, aProcess } from './a-program.ts';
import { aSupervisor } from './a-supervisor.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeHistory } from './fake-history.ts';
import { FakeKernel, FakeRuntime } from './fake-runtime.ts';
import { MemoryLog } from './memory-log.ts';

export class TestDaemon implements DaemonFacade {
  readonly pid = pid(4242);
  readonly supervisorVersion = '4.3.0';
  readonly identification = 'supervisor';
  logfile: string | null = null;
  clearOutcome: ClearLogOutcome = { kind: 'cleared' };
  reloadOutcome: ReloadOutcome = { kind: 'reread', added: [], changed: [], removed: [] };
  addOutcome: AddGroupOutcome = { kind: 'added' };
  planOutcome: PlanOutcome = { kind: 'planned', plan: { groups: [] } };
  applyOutcome: ApplyOutcome = { kind: 'applied', plan: { groups: [] }, failures: [] };
  /** The names of the last plan. */
  plannedNames: readonly string[] = [];
  restartErrors: readonly string[] = [];
  groups: GroupConfig[] = [];
  readonly remoteEvents: string[] = [];
  pools: readonly ListenerPoolFacts[] = [];
  /** By `group:process`. */
  readonly tallies = new Map<string, ProcessTally>();
  /** By path. */
  readonly losses = new Map<string, number>();
  usage: readonly ProgramUsage[] = [];
  readonly configListeners: ((event: ConfigEvent) => void)[] = [];
  readonly newPrograms: NewProgram[] = [];
  addProgramOutcome: AddProgramOutcome = { kind: 'added' };
  forgetProgramOutcome: ForgetProgramOutcome = { kind: 'forgotten' };
  onRestart: () => void = () => undefined;

  clearLog(): ClearLogOutcome {
    return this.clearOutcome;
  }

  configuredGroups(): readonly GroupConfig[] {
    return this.groups;
  }

  reloadConfig(): ReloadOutcome {
    return this.reloadOutcome;
  }

  planConfig(names: readonly string[]): PlanOutcome {
    this.plannedNames = names;
    return this.planOutcome;
  }

  async applyConfig(names: readonly string[]): Promise<ApplyOutcome> {
    this.plannedNames = names;
    return this.applyOutcome;
  }

  addGroup(): AddGroupOutcome {
    return this.addOutcome;
  }

  addProgram(program: NewProgram): AddProgramOutcome {
    this.newPrograms.push(program);
    return this.addProgramOutcome;
  }

  forgetProgram(): ForgetProgramOutcome {
    return this.forgetProgramOutcome;
  }

  isEmpty(): boolean {
    return this.groups.length === 0;
  }

  lastUpgrade: UpgradeOutcome = { state: 'none', problem: '' };

  upgrade(path: string): Promise<string | null> {
    return Promise.resolve(path === '/broken' ? 'it is broken' : null);
  }

  restart(): readonly string[] {
    if (this.restartErrors.length === 0) this.onRestart();
    return this.restartErrors;
  }

  async explainProcess(group: string, { name }: ManagedProcess): Promise<Explanation> {
    const rule = { keys: [], text: 'a rule' };
    const next = { text: 'nothing' };
    return { group, name, state: 'RUNNING', summary: 'runs', happened: 'runs', rule, next, causes: [] };
  }

  emitRemoteCommunication(type: string, data: string): void {
    this.remoteEvents.push(`${type}:${data}`);
  }

  programUsage(_options: { readonly shares: boolean }): Promise<readonly ProgramUsage[]> {
    return Promise.resolve(this.usage);
  }

  onConfigEvent(listener: (event: ConfigEvent) => void): void {
    this.configListeners.push(listener);
  }

  listenerPools(): readonly ListenerPoolFacts[] {
    return this.pools;
  }

  tally({ group, process }: ProcessName): ProcessTally {
    return this.tallies.get(`${group}:${process}`) ?? { starts: 0, failures: 0 };
  }

  lostBytes(path: string): number {
    return this.losses.get(path) ?? 0;
  }
}

export class TestWorld implements RpcWorld {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog('trace');
  readonly kernel = new FakeKernel();
  readonly daemon = new TestDaemon();
  readonly history = new FakeHistory();
  readonly namespaces = ['supervisor'];
  readonly runtimes = new Map<string, FakeRuntime>();
  readonly supervisor = aSupervisor({
    clock: this.clock,
    kernel: this.kernel,
    log: this.log,
    runtimeFor: (config) => {
      const runtime = new FakeRuntime(this.kernel);
      this.runtimes.set(config.name, runtime);
      return runtime;
    },
  });
  readonly api = new RpcApi(this);

  constructor() {
    this.daemon.onRestart = () => this.supervisor.requestRestart();
  }

  /** A group of one process each. */
  addPrograms(...names: readonly string[]): void {
    for (const name of names) this.addGroup(aGroup([aProcess({ name })]));
  }

  /** One group with these processes. */
  addMembers(group: string, ...processes: readonly Partial<ProcessConfig>[]): void {
    this.addGroup(
      aGroup(
        processes.map((changes) => aProcess({ ...changes, group })),
        { name: group },
      ),
    );
  }

  addGroup(config: GroupConfig): void {
    this.supervisor.addGroup(config);
    this.daemon.groups.push(config);
  }

  process(name: string, group = name): ManagedProcess {
    const process = this.supervisor.group(group)?.process(name);
    if (process === undefined) throw new Error(`no process ${group}:${name}`);
    return process;
  }

  runtime(name: string): FakeRuntime {
    const runtime = this.runtimes.get(name);
    if (runtime === undefined) throw new Error(`no process ${name}`);
    return runtime;
  }

  /** Starts it and lets `startsecs` pass. */
  run(name: string, group = name): void {
    this.process(name, group).start();
    this.clock.advance(1000);
  }

  exit(name: string, status: ExitStatus, group = name): void {
    const child = pidOf(this.process(name, group).state);
    if (child === null) throw new Error(`${name} has no child`);
    this.kernel.exit(child, status);
  }

  call(method: string, ...params: readonly XmlRpcValue[]): Promise<XmlRpcValue> {
    return this.api.call(method, params, { signal: new AbortController().signal, isReadOnly: false });
  }
}
