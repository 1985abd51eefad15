/**
 * One life of the daemon, from a configuration to its shutdown or restart. The order of the steps is Supervisor's, since it
 * decides which errors reach the terminal and how the log begins. Source: Supervisor supervisord.py, main() and run().
 */
import type { Config, GroupConfig } from '../config/model.ts';
import { errorCode, messageOf } from '../core/thrown.ts';
import { VERSION } from '../core/version.ts';
import type { HttpServer } from '../http/server.ts';
import type { DaemonLog } from '../logs/activity-log.ts';
import { deleteAutoLog, findAutoLogs } from '../logs/auto-log.ts';
import { ListeningSocketError } from '../os/listening-socket.ts';
import { openFilesLimit } from '../os/resource-limits.ts';
import { tryWriteAll } from '../os/write-all.ts';
import { RpcApi } from '../rpc/api.ts';
import type { RpcWorld } from '../rpc/world.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { HistorySystem } from './history/history-system.ts';
import { type LifeParts, type LifeRequest, makeLifeParts } from './life-parts.ts';
import { pluginNotices, rpcNamespaces } from './plugins/plugins.ts';
import { loadResultHandlers } from './plugins/result-handlers.ts';
import { addRpcPlugins } from './plugins/rpc-plugins.ts';
import { refusedAutoLog } from './refused-auto-log.ts';
import { callersOf } from './serving/callers.ts';
import { DescriptorWatch } from './serving/descriptor-watch.ts';
import { closeHttpServers, openHttpServers } from './serving/http-servers.ts';
import { createRoutes } from './serving/routes.ts';
import { obeySignal } from './signal-requests.ts';
import { failureText, StartupError } from './startup-error.ts';
import { clearStalePipes } from './streams/program-pipes.ts';
import type { Survivors } from './survival/survivors.ts';

export type Ending =
  | { readonly kind: 'shutdown'; readonly exitStatus: number }
  | { readonly kind: 'restart'; readonly config: Config }
  /** The terminal that started it gave up before the daemon was in the background. */
  | { readonly kind: 'abandoned' };

const STDERR = 2;

export async function live(request: LifeRequest): Promise<Ending> {
  const life = new Life(request);
  try {
    return await life.run();
  } catch (error) {
    request.takeover?.fail(messageOf(error));
    life.reportFailure(error);
    throw error;
  } finally {
    await life.close();
  }
}

class Life {
  readonly #request: LifeRequest;
  readonly #parts: LifeParts;
  readonly #log: DaemonLog;
  readonly #history: HistorySystem;
  readonly #supervisor: Supervisor;
  readonly #survivors: Survivors;
  readonly #end = new AbortController();
  #servers: readonly HttpServer[] = [];
  #hasEnded = false;

  constructor(request: LifeRequest) {
    this.#request = request;
    this.#parts = makeLifeParts(request, () => this.#servers);
    const { log, history, supervisor, survivors } = this.#parts;
    this.#log = log;
    this.#history = history;
    this.#supervisor = supervisor;
    this.#survivors = survivors;
  }

  async run(): Promise<Ending> {
    const request = this.#request;
    const { config, isFirst, machine, instance, takeover } = request;
    machine.useLog(this.#log);
    this.#sayRemembered();
    const groups = this.#survivors.find(config.groups);
    const oldLogs = this.#findOldAutoLogs();
    clearStalePipes(instance.runDirectory, groups);
    await this.#loadResultHandlers();
    this.#parts.events.groupsGoOn(takeover?.handover.groups ?? []);
    this.#addGroups(groups);
    machine.groupsAreBack();
    this.#parts.journal.begin(this.#survivors.keepers);
    this.#servers = await this.#openServers();
    // The reaper first: an exit is reported before the signal that told of it, as in Supervisor.
    if (isFirst) machine.processes.begin();
    machine.signals.handleBy((asked, signal) => obeySignal(asked, signal, this.#parts));
    if (isFirst && !this.#detach()) return { kind: 'abandoned' };
    this.#writePidFile();
    this.#history.begin();
    if (takeover === undefined) this.#parts.events.announceRunning();
    const { keeper, journal } = this.#parts;
    this.#survivors.goOn({ supervisor: this.#supervisor, keeper, journal });
    this.#parts.events.goOn();
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
      ? { kind: 'restart', config: this.#parts.control.nextConfig ?? config }
      : { kind: 'shutdown', exitStatus: this.#parts.ending.exitStatus };
  }

  #tellOfEnding(): void {
    const { service } = this.#request.machine;
    if (this.#supervisor.state === 'RESTARTING') service.reloading();
    else service.stopping();
  }

  /** A failure later than the first start is seen by nobody at a terminal: the log is where its reason has to stand. */
  reportFailure(error: unknown): void {
    const { isFirst, takeover } = this.#request;
    if (isFirst && takeover === undefined && error instanceof StartupError) return;
    this.#log.log('critical', `cannot ${isFirst ? 'start' : 'restart'}: ${failureText(error)}`);
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#request.machine.signals.keep();
    this.#parts.ending.close();
    this.#parts.pidFile.remove();
    await closeHttpServers(this.#servers);
    this.#parts.events.close();
    this.#parts.stdout.close();
    if (this.#hasEnded) await this.#parts.keeper.close();
    this.#parts.journal.close(this.#hasEnded ? 'orderly' : 'failed');
    this.#supervisor.close();
    this.#history.end();
    this.#request.machine.useLog(null);
    this.#log.close();
  }

  async #openServers(): Promise<readonly HttpServer[]> {
    const { config, machine, takeover } = this.#request;
    const world = this.#rpcWorld();
    const api = new RpcApi(world);
    const plugins = await this.#addPlugins(api);
    return openHttpServers({
      servers: config.servers,
      router: createRoutes(world, api, {
        callerOf: callersOf(machine.libc),
        replySpace: machine.replySpace,
      }),
      serverName: `vigild/${VERSION}`,
      ...(takeover === undefined ? {} : { inherited: new Map(takeover.handover.servers) }),
      log: this.#log,
      descriptors: new DescriptorWatch({
        limit: openFilesLimit(machine.libc),
        clock: machine.clock,
        log: this.#log,
      }),
      rpcInterfaces: [...world.namespaces, ...plugins],
      report: (line) => tryWriteAll(STDERR, line),
      replied: (bytes) => machine.settling.replied(bytes),
    });
  }

  #rpcWorld(): RpcWorld {
    const { config, machine } = this.#request;
    return {
      supervisor: this.#supervisor,
      daemon: this.#parts.control,
      history: this.#history,
      clock: machine.clock,
      log: this.#log,
      namespaces: rpcNamespaces(config),
    };
  }

  async #loadResultHandlers(): Promise<void> {
    const { config, isFirst } = this.#request;
    this.#parts.events.addResultHandlers(
      await loadResultHandlers({ config, log: this.#log, isStrict: isFirst }),
    );
  }

  #addPlugins(api: RpcApi): Promise<readonly string[]> {
    const { config, isFirst } = this.#request;
    const { signal } = this.#end;
    return addRpcPlugins({ config, api, log: this.#log, signal, isStrict: isFirst });
  }

  #sayRemembered(): void {
    const { config, remembered, isFirst, machine } = this.#request;
    const notices = [...config.notices, ...pluginNotices(config)];
    // In the background nobody would see the log, and a key without effect is no matter of course.
    if (isFirst && machine.background !== null) {
      for (const { leftOut, message } of notices)
        if (leftOut !== undefined) tryWriteAll(STDERR, `${message}\n`);
    }
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
        const past = this.#survivors.poolPast(group.name);
        if (past !== null) this.#parts.events.restorePool(group.name, past);
        const added = this.#supervisor.addGroup(group, (process) => this.#survivors.beginningOf(process));
        this.#survivors.added(added, this.#parts.journal);
      } catch (error) {
        if (error instanceof ListeningSocketError) throw refusedSocket(error, group);
        throw refusedAutoLog(error, config.daemon.childlogdir);
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
    this.#request.machine.settling.daemonStarted();
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
    const outcome = writesPidfile ? this.#parts.pidFile.write(process.pid) : ({ kind: 'written' } as const);
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
}

function refusedSocket(error: ListeningSocketError, { section, position }: GroupConfig): StartupError {
  return new StartupError(error.message, [`${position.file}:${position.line}: [${section}]`], {
    cause: error,
  });
}
