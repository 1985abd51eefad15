/** What one life of the daemon is made of, each part made and joined to the others; nothing runs yet. */
import type { Config } from '../config/model.ts';
import { errorCode } from '../core/thrown.ts';
import type { HttpServer } from '../http/server.ts';
import { DaemonLog } from '../logs/activity-log.ts';
import { LogFiles } from '../logs/log-files.ts';
import { StandardOutput } from '../logs/standard-output.ts';
import { ChildSpawner } from '../os/child-process.ts';
import { DescriptorQueue } from '../os/descriptor-queue.ts';
import { PidFile } from '../os/pid-file.ts';
import type { UpgradeOutcome } from '../rpc/daemon-facade.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { AddedProgramStore } from './added-program-store.ts';
import { DaemonEnding } from './container/ending.ts';
import { Control } from './control.ts';
import { EventSystem } from './event-system.ts';
import { Explainer } from './explain/explainer.ts';
import { HistorySystem } from './history/history-system.ts';
import { ProcessTallies } from './history/process-tallies.ts';
import type { Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import { makeSupervisor } from './make-supervisor.ts';
import { restartObstacles } from './restart-obstacles.ts';
import { LOG_FILE_ADVICE } from './start-advice.ts';
import { StartupError } from './startup-error.ts';
import { PipeKeeper } from './streams/pipe-keeper.ts';
import { removeForgottenPipes } from './streams/program-pipes.ts';
import { ProcessJournal } from './survival/process-journal.ts';
import { Survivors } from './survival/survivors.ts';
import type { Takeover } from './upgrade/takeover.ts';
import { Upgrade } from './upgrade/upgrade.ts';

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
  readonly addedPrograms: AddedProgramStore;
  /** Another build ran in this very process before: this life goes on where that one stopped. */
  readonly takeover?: Takeover;
}

export interface LifeParts {
  readonly log: DaemonLog;
  readonly stdout: StandardOutput;
  readonly pidFile: PidFile;
  readonly events: EventSystem;
  readonly history: HistorySystem;
  readonly keeper: PipeKeeper;
  readonly survivors: Survivors;
  readonly supervisor: Supervisor;
  readonly journal: ProcessJournal;
  readonly ending: DaemonEnding;
  readonly control: Control;
}

/** `servers` answers those that are open. Throws {@link StartupError}. */
export function makeLifeParts(request: LifeRequest, servers: () => readonly HttpServer[]): LifeParts {
  const { config, machine, instance } = request;
  const { clock } = machine;
  const files = new LogFiles({ clock, onTrouble: (message) => log.log('error', message) });
  const log = openLog(request, files);
  const stdout = new StandardOutput(files);
  // The journal asks the others what there is, so it is made after those that write to it.
  const toJournal = () => journal;
  const events = makeEvents(request, { log, stdout, toJournal });
  const history = new HistorySystem({ ...request, log });
  const keeper = makeKeeper(request, { log, toJournal });
  const survivors = new Survivors({ machine, instance, log, isUpgrade: request.takeover !== undefined });
  const supervisor = joinSupervisor(request, { files, log, events, history, keeper, survivors, toJournal });
  const journal: ProcessJournal = makeJournal(request, { log, events, supervisor });
  const tallies = new ProcessTallies();
  for (const listener of [events, history, tallies]) listener.attach(supervisor);
  const ending = new DaemonEnding({ supervisor, clock, log, daemon: config.daemon });
  const upgrade = makeUpgrade(request, { log, history, supervisor, journal, servers });
  const control = new Control({
    config,
    supervisor,
    log,
    source: machine.source,
    events,
    explainer: new Explainer({ ...machine, supervisor }),
    history: history.history,
    tallies,
    files,
    addedPrograms: request.addedPrograms,
    obstacles: (next) => restartObstacles(machine.libc, config, next),
    upgrade,
  });
  removeForgottenPipes({
    supervisor,
    clock,
    runDirectory: instance.runDirectory,
    isConfigured: (name) => control.configuredGroups().some((group) => group.name === name),
  });
  const pidFile = new PidFile(config.daemon.pidfile);
  return { log, stdout, pidFile, events, history, keeper, survivors, supervisor, journal, ending, control };
}

function openLog({ config, machine }: LifeRequest, files: LogFiles): DaemonLog {
  const { clock, syslog } = machine;
  try {
    return new DaemonLog(config.daemon, { clock, files, syslog });
  } catch (error) {
    const { logfile } = config.daemon;
    const path = logfile.kind === 'file' ? logfile.path : 'syslog';
    throw new StartupError(`Cannot open log file "${path}": ${errorCode(error)}`, [LOG_FILE_ADVICE]);
  }
}

interface JournalLater {
  /** There is one once all parts are made. */
  readonly toJournal: () => ProcessJournal;
}

function makeEvents(
  { config, machine }: LifeRequest,
  { log, stdout, toJournal }: Pick<LifeParts, 'log' | 'stdout'> & JournalLater,
): EventSystem {
  return new EventSystem({
    clock: machine.clock,
    log,
    serials: machine.eventSerials,
    identifier: config.daemon.identifier,
    print: (text) => stdout.print(text),
    journal: (group) => toJournal().pool(group),
  });
}

function makeKeeper(
  { machine }: LifeRequest,
  { log, toJournal }: Pick<LifeParts, 'log'> & JournalLater,
): PipeKeeper {
  const { clock, environment, libc, processes } = machine;
  const spawner = new ChildSpawner({ libc, childOpenFiles: null });
  return new PipeKeeper({
    clock,
    log,
    environment,
    makeQueue: () => new DescriptorQueue(libc),
    spawn: (spawned) => spawner.spawnChild(spawned),
    expectExit: (pid, exited) => processes.expectExit(pid, exited),
    signal: (pid, signal, toGroup) => processes.signal(pid, signal, toGroup),
    onChanging: () => toJournal().keeperChanges(),
    onChange: (keeper) => toJournal().keeperChanged(keeper),
  });
}

function joinSupervisor(
  request: LifeRequest,
  parts: Pick<LifeParts, 'log' | 'events' | 'history' | 'keeper' | 'survivors'> &
    JournalLater & { readonly files: LogFiles },
): Supervisor {
  const { files, log, events, history, keeper, survivors, toJournal } = parts;
  return makeSupervisor({
    ...request,
    disabled: history.disabled,
    files,
    log,
    events,
    keeper,
    keptAutoLog: (process, channel) => survivors.keptAutoLog(process, channel),
    survivingSocket: (url) => survivors.socket(url),
    restoreRunDirectory: () => {
      const { instance } = request;
      if (!instance.restore()) return false;
      log.log('warn', `the run directory '${instance.runDirectory}' was deleted: it is made anew`);
      toJournal().renew();
      return true;
    },
    onState: (group, process, progress) => toJournal().stateChanged(group, process, progress),
    onRemoved: (group, process) => toJournal().removed(group, process),
  });
}

function makeJournal(
  { machine, instance }: LifeRequest,
  { log, events, supervisor }: Pick<LifeParts, 'log' | 'events' | 'supervisor'>,
): ProcessJournal {
  return new ProcessJournal({
    clock: machine.clock,
    runDirectory: instance.runDirectory,
    log,
    startTimes: machine.startTimes,
    groups: () => supervisor.groups(),
    pools: () => events.pasts(),
    nextSerial: () => machine.eventSerials.next,
  });
}

function makeUpgrade(
  { config, machine, instance, takeover }: LifeRequest,
  parts: Pick<LifeParts, 'log' | 'history' | 'supervisor' | 'journal'> & {
    readonly servers: () => readonly HttpServer[];
  },
): Upgrade {
  const { log, history, supervisor, journal, servers } = parts;
  return new Upgrade({
    machine,
    instance,
    log,
    configured: config.servers,
    servers,
    past: pastUpgrade(takeover),
    obstacle: () => {
      const next = machine.source.load();
      if (next.kind === 'refused') return null; // The trial has said so in its own words.
      return restartObstacles(machine.libc, config, next.config)[0]?.message ?? null;
    },
    isRunning: () => supervisor.state === 'RUNNING',
    groups: () => supervisor.groups().map(({ name }) => name),
    before: () => {
      history.restarting();
      journal.flush();
    },
    after: () => history.notRestarted(),
  });
}

function pastUpgrade(takeover: Takeover | undefined): UpgradeOutcome {
  if (takeover === undefined) return { state: 'none', problem: '' };
  const { failure } = takeover.handover;
  return failure === null ? { state: 'done', problem: '' } : { state: 'failed', problem: failure };
}
