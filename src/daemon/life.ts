/**
 * One life of the daemon, from a configuration to its shutdown or restart: builds everything, runs, and takes it down
 * again. The order of the steps is Supervisor's, since it decides which errors reach the terminal and how the log
 * begins. Source: Supervisor supervisord.py, main() and run().
 */
import type { Config, GroupConfig } from '../config/model.ts';
import { VERSION } from '../core/version.ts';
import type { HttpServer } from '../http/server.ts';
import { DaemonLog } from '../logs/activity-log.ts';
import { deleteAutoLog, findAutoLogs } from '../logs/auto-log.ts';
import { LogFiles } from '../logs/log-files.ts';
import { ChildSpawner } from '../os/child-process.ts';
import { errorCode } from '../os/errno.ts';
import { ListeningSocketError } from '../os/listening-socket.ts';
import { PidFile } from '../os/pid-file.ts';
import { openSyslog } from '../os/syslog.ts';
import { writeAll } from '../os/write-all.ts';
import { RpcApi } from '../rpc/api.ts';
import type { RpcWorld } from '../rpc/world.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { AddedProgramStore } from './added-program-store.ts';
import { callersOf } from './callers.ts';
import type { EarlySignals } from './container/early-signals.ts';
import { DaemonEnding } from './container/ending.ts';
import { Control } from './control.ts';
import { type DaemonSignal, onDaemonSignals, type SignalRequest } from './daemon-signals.ts';
import { EventSystem } from './event-system.ts';
import { Explainer } from './explain/explainer.ts';
import { HistorySystem } from './history-system.ts';
import { closeHttpServers, openHttpServers } from './http-servers.ts';
import type { Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import { makeSupervisor } from './make-supervisor.ts';
import { PipeKeeper } from './pipe-keeper.ts';
import { pluginNotices, rpcNamespaces } from './plugins.ts';
import { ProcessJournal } from './process-journal.ts';
import { clearStaleFifos } from './process-runtime.ts';
import { ProcessTallies } from './process-tallies.ts';
import { loadResultHandlers } from './result-handlers.ts';
import { createRoutes } from './routes.ts';
import { addRpcPlugins } from './rpc-plugins.ts';
import { StartupError } from './startup-error.ts';
import { Survivors } from './survivors.ts';
import type { Takeover } from './upgrade/takeover.ts';
import { Upgrade } from './upgrade/upgrade.ts';

export type Ending =
  | { readonly kind: 'shutdown'; readonly exitStatus: number }
  | { readonly kind: 'restart'; readonly config: Config }
  /** The terminal that started it gave up before the daemon was in the background. */
  | { readonly kind: 'abandoned' };

/** What the start had to say before there was a log. */
export interface Remembered {
  readonly critical: readonly string[];
  readonly info: readonly string[];
}

export interface LifeRequest {
  readonly machine: Machine;
  readonly instance: Instance;
  readonly config: Config;
  readonly isFirst: boolean;
  readonly childOpenFiles: number;
  readonly remembered: Remembered;
  /** What came before there was anybody to answer it. */
  readonly earlySignals?: EarlySignals;
  readonly addedPrograms: AddedProgramStore;
  /** Another build ran in this very process before: this life goes on where that one stopped. */
  readonly takeover?: Takeover;
}

const STDERR = 2;

export async function live(request: LifeRequest): Promise<Ending> {
  const life = new Life(request);
  try {
    return await life.run();
  } catch (error) {
    request.takeover?.fail(error instanceof Error ? error.message : String(error));
    life.reportFailure(error);
    throw error;
  } finally {
    await life.close();
  }
}

class Life {
  readonly #request: LifeRequest;
  readonly #files: LogFiles;
  readonly #log: DaemonLog;
  readonly #events: EventSystem;
  readonly #history: HistorySystem;
  readonly #supervisor: Supervisor;
  readonly #control: Control;
  readonly #ending: DaemonEnding;
  readonly #pidFile: PidFile;
  readonly #survivors: Survivors;
  readonly #keeper: PipeKeeper;
  readonly #journal: ProcessJournal;
  readonly #end = new AbortController();
  readonly #tallies = new ProcessTallies();
  #servers: readonly HttpServer[] = [];
  #hasEnded = false;
  #removeSignals: () => void = () => undefined;

  constructor(request: LifeRequest) {
    const { config, machine } = request;
    this.#request = request;
    this.#files = new LogFiles({
      clock: machine.clock,
      onTrouble: (message) => this.#log.log('error', message),
    });
    this.#log = this.#openLog();
    this.#pidFile = new PidFile(config.daemon.pidfile);
    this.#events = new EventSystem({
      clock: machine.clock,
      log: this.#log,
      serials: machine.eventSerials,
      identifier: config.daemon.identifier,
      journal: (group) => this.#journal.pool(group),
    });
    this.#history = new HistorySystem({ ...request, log: this.#log });
    const spawner = new ChildSpawner({ libc: machine.libc, childOpenFiles: null });
    this.#keeper = new PipeKeeper({
      clock: machine.clock,
      log: this.#log,
      environment: machine.environment,
      spawn: (spawned) => spawner.spawnChild(spawned),
      expectExit: (pid, exited) => machine.expectExit(pid, exited),
      signal: (pid, signal, toGroup) => machine.signal(pid, signal, toGroup),
      onChange: (keeper) => this.#journal.keeperChanged(keeper),
    });
    this.#survivors = new Survivors({
      machine,
      instance: request.instance,
      log: this.#log,
      isUpgrade: request.takeover !== undefined,
    });
    this.#supervisor = makeSupervisor({
      ...request,
      disabled: this.#history.disabled,
      files: this.#files,
      log: this.#log,
      events: this.#events,
      keeper: this.#keeper,
      keptAutoLog: (process, channel) => this.#survivors.keptAutoLog(process, channel),
      survivingSocket: (url) => this.#survivors.socket(url),
      onState: (group, process, progress) => this.#journal.stateChanged(group, process, progress),
    });
    this.#journal = new ProcessJournal({
      clock: machine.clock,
      runDirectory: request.instance.runDirectory,
      log: this.#log,
      groups: () => this.#supervisor.groups(),
      pools: () => this.#events.pasts(),
      nextSerial: () => machine.eventSerials.next,
    });
    this.#events.attach(this.#supervisor);
    this.#history.attach(this.#supervisor);
    this.#tallies.attach(this.#supervisor);
    this.#ending = new DaemonEnding({
      supervisor: this.#supervisor,
      clock: machine.clock,
      log: this.#log,
      daemon: config.daemon,
    });
    this.#control = new Control({
      config,
      supervisor: this.#supervisor,
      log: this.#log,
      source: machine.source,
      events: this.#events,
      explainer: new Explainer({ ...machine, supervisor: this.#supervisor }),
      history: this.#history.history,
      tallies: this.#tallies,
      files: this.#files,
      addedPrograms: request.addedPrograms,
      upgrade: this.#upgrade(),
    });
  }

  async run(): Promise<Ending> {
    const request = this.#request;
    const { config, isFirst, machine, instance, takeover } = request;
    machine.useLog(this.#log);
    this.#sayRemembered();
    const groups = this.#survivors.find(config.groups);
    const oldLogs = this.#findOldAutoLogs();
    clearStaleFifos(instance.runDirectory, groups);
    await this.#loadResultHandlers();
    this.#addGroups(groups);
    machine.groupsAreBack();
    this.#journal.begin(this.#survivors.keeper);
    const world = this.#rpcWorld();
    const api = new RpcApi(world);
    const plugins = await this.#addPlugins(api);
    this.#servers = await openHttpServers({
      servers: config.servers,
      router: createRoutes(world, api, callersOf(machine.libc)),
      serverName: `vigild/${VERSION}`,
      ...(takeover === undefined ? {} : { inherited: new Map(takeover.handover.servers) }),
      log: this.#log,
      rpcInterfaces: [...world.namespaces, ...plugins],
      report: (line) => writeAll(STDERR, line),
    });
    // The reaper first: an exit is reported before the signal that told of it, as in Supervisor.
    if (isFirst) machine.watchChildren();
    this.#removeSignals = onDaemonSignals((asked, signal) => this.#signalled(asked, signal));
    for (const signal of request.earlySignals?.release() ?? []) this.#signalled('shutdown', signal);
    if (isFirst && !this.#detach()) return { kind: 'abandoned' };
    this.#writePidFile();
    this.#history.begin();
    if (takeover === undefined) this.#events.announceRunning();
    this.#survivors.goOn({ supervisor: this.#supervisor, keeper: this.#keeper });
    this.#supervisor.onWorldChange((change) => {
      if (change.kind === 'ending') this.#tellOfEnding();
    });
    takeover?.succeeded();
    machine.service.ready();
    this.#startPrograms(oldLogs).catch((error) => machine.reportBug(error));
    const outcome = await this.#supervisor.ended();
    this.#hasEnded = true;
    if (outcome === 'RESTARTING') machine.keepSockets();
    return outcome === 'RESTARTING'
      ? { kind: 'restart', config: this.#control.nextConfig ?? config }
      : { kind: 'shutdown', exitStatus: this.#ending.exitStatus };
  }

  #tellOfEnding(): void {
    const { service } = this.#request.machine;
    if (this.#supervisor.state === 'RESTARTING') service.reloading();
    else service.stopping();
  }

  /** A restart that fails is seen by nobody at a terminal: the log is where its reason has to stand. */
  reportFailure(error: unknown): void {
    if (this.#request.isFirst || !(error instanceof StartupError)) return;
    this.#log.log('critical', `cannot restart: ${error.message}`);
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#removeSignals();
    this.#ending.close();
    this.#pidFile.remove();
    await closeHttpServers(this.#servers);
    this.#events.close();
    if (this.#hasEnded) this.#keeper.close();
    this.#journal.close(this.#hasEnded ? 'orderly' : 'failed');
    this.#supervisor.close();
    this.#history.end();
    this.#request.machine.useLog(null);
    this.#log.close();
  }

  #openLog(): DaemonLog {
    const { config, machine } = this.#request;
    const { clock, libc } = machine;
    try {
      return new DaemonLog(config.daemon, {
        clock,
        files: this.#files,
        syslog: openSyslog(libc, 'supervisord'),
      });
    } catch (error) {
      const { logfile } = config.daemon;
      const path = logfile.kind === 'file' ? logfile.path : 'syslog';
      throw new StartupError(`Cannot open log file "${path}": ${errorCode(error)}`, [
        'set "logfile" in section [supervisord], or -l on the command line, to a file that this user may write',
      ]);
    }
  }

  #rpcWorld(): RpcWorld {
    const { config, machine } = this.#request;
    return {
      supervisor: this.#supervisor,
      daemon: this.#control,
      history: this.#history,
      clock: machine.clock,
      log: this.#log,
      namespaces: rpcNamespaces(config),
    };
  }

  async #loadResultHandlers(): Promise<void> {
    const { config, isFirst } = this.#request;
    this.#events.useResultHandlers(await loadResultHandlers({ config, log: this.#log, isStrict: isFirst }));
  }

  #addPlugins(api: RpcApi): Promise<readonly string[]> {
    const { config, isFirst } = this.#request;
    const { signal } = this.#end;
    return addRpcPlugins({ config, api, log: this.#log, signal, isStrict: isFirst });
  }

  #sayRemembered(): void {
    const { config, remembered } = this.#request;
    const notices = [...config.notices, ...pluginNotices(config)];
    for (const message of remembered.critical) this.#log.log('critical', message);
    for (const level of ['warn', 'info'] as const) {
      for (const notice of notices) if (notice.level === level) this.#log.log(level, notice.message);
    }
    for (const message of remembered.info) this.#log.log('info', message);
  }

  #addGroups(groups: readonly GroupConfig[]): void {
    const { config } = this.#request;
    for (const group of groups) {
      // Two groups of one name: the one that sorts first is used, as in Supervisor.
      if (this.#supervisor.group(group.name) !== undefined) continue;
      try {
        const added = this.#supervisor.addGroup(group, (process) => this.#survivors.stateOf(process));
        this.#survivors.added(added, this.#journal);
        const past = this.#survivors.poolPast(group.name);
        if (past !== null) this.#events.restorePool(group.name, past);
      } catch (error) {
        if (error instanceof ListeningSocketError) throw refusedSocket(error, group);
        const directory = config.daemon.childlogdir;
        throw new StartupError(`Cannot create a log file in directory "${directory}": ${errorCode(error)}`, [
          'set "childlogdir" in section [supervisord] to a directory that this user may write',
        ]);
      }
    }
  }

  #findOldAutoLogs(): readonly string[] {
    const { childlogdir, identifier, nocleanup } = this.#request.config.daemon;
    if (nocleanup) return [];
    const found = findAutoLogs(childlogdir, identifier, this.#log);
    return found.filter((path) => !this.#survivors.keepsLog(path));
  }

  /** The old logs go last: ext4 makes new files slowly right after others were deleted. */
  async #startPrograms(oldLogs: readonly string[]): Promise<void> {
    await this.#supervisor.startAutomatic(this.#supervisor.groups());
    await this.#supervisor.inBatches(oldLogs, (path) => deleteAutoLog(path, this.#log));
  }

  /** Goes into the background, where asked to. False when the terminal has given up meanwhile. */
  #detach(): boolean {
    const { config, machine } = this.#request;
    if (machine.background === null) return true;
    this.#log.log('info', 'daemonizing the supervisord process');
    const { directory, umask } = config.daemon;
    if (directory !== null) this.#changeDirectory(directory);
    process.umask(umask);
    return machine.background.detach() === 'detached';
  }

  #changeDirectory(directory: string): void {
    try {
      process.chdir(directory);
      this.#log.log('info', `set current directory: '${directory}'`);
    } catch (error) {
      this.#log.log('critical', `can't chdir into '${directory}': ${errorCode(error)}`);
    }
  }

  #writePidFile(): void {
    const { writesPidfile } = this.#request.config.daemon;
    const outcome = writesPidfile ? this.#pidFile.write(process.pid) : ({ kind: 'written' } as const);
    if (outcome.kind === 'failed') this.#log.log('critical', outcome.message);
    else this.#log.log('info', this.#started());
    const failure = this.#request.takeover?.handover.failure ?? null;
    if (failure !== null) this.#log.log('critical', `not upgraded, went back to this build: ${failure}`);
  }

  #started(): string {
    const { takeover } = this.#request;
    return takeover === undefined || takeover.handover.failure !== null
      ? `supervisord started with pid ${process.pid}`
      : `upgraded: vigild ${VERSION} takes over from ${takeover.handover.version} with pid ${process.pid}`;
  }

  #upgrade(): Upgrade {
    const { config, machine, instance } = this.#request;
    return new Upgrade({
      machine,
      instance,
      log: this.#log,
      configured: config.servers,
      servers: () => this.#servers,
      isRunning: () => this.#supervisor.state === 'RUNNING',
      before: () => this.#history.restarting(),
      after: () => this.#history.notRestarted(),
    });
  }

  #signalled(asked: SignalRequest, signal: DaemonSignal): void {
    if (asked === 'shutdown' || asked === 'restart') this.#history.signalled(signal);
    switch (asked) {
      case 'shutdown':
        this.#log.log('warn', `received ${signal} indicating exit request`);
        this.#supervisor.requestShutdown();
        return;
      case 'restart':
        this.#restartBySignal(signal);
        return;
      case 'reopen-logs':
        this.#log.log('info', `received ${signal} indicating log reopen request`);
        this.#log.reopen();
        this.#supervisor.reopenLogs();
        return;
      case 'child-exited':
        this.#log.log('debug', `received ${signal} indicating a child quit`);
        return;
    }
  }

  /** Supervisor would stop everything first, and then end when the configuration is bad. */
  #restartBySignal(signal: DaemonSignal): void {
    if (this.#supervisor.state === 'SHUTDOWN') {
      this.#log.log('warn', `ignored ${signal} indicating restart request (shutdown in progress)`);
      return;
    }
    this.#log.log('warn', `received ${signal} indicating restart request`);
    const errors = this.#control.restart();
    for (const error of errors) {
      this.#log.log('error', `not restarted, all programs are left alone: ${error.message}`);
    }
  }
}

function refusedSocket(error: ListeningSocketError, { section, position }: GroupConfig): StartupError {
  return new StartupError(error.message, [`${position.file}:${position.line}: [${section}]`], {
    cause: error,
  });
}
