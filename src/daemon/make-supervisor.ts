/** Joins the supervisor to this machine: its clock, its reaper, and what processes need to run. */
import { basename } from 'node:path';
import type { Config } from '../config/model.ts';
import { wallClockTime } from '../core/units.ts';
import type { DisabledPrograms } from '../history/disabled-programs.ts';
import type { DaemonLog } from '../logs/activity-log.ts';
import type { LogFiles } from '../logs/log-files.ts';
import { PUMP_BUFFER_SIZE, type Pump } from '../logs/output-channel.ts';
import { ReadTurns } from '../logs/read-turns.ts';
import { sharedStamper } from '../logs/shared-stamper.ts';
import { Cgroups } from '../os/cgroups.ts';
import { ChildSpawner } from '../os/child-process.ts';
import { CommandsOfTurn } from '../os/commands-of-turn.ts';
import { ownVariablesInBytes } from '../os/environment-bytes.ts';
import { growPipe, readAvailable } from '../os/fifo.ts';
import { TICKS_PER_SECOND } from '../os/process-usage.ts';
import { Supervisor, type SupervisorWorld } from '../supervisor/supervisor.ts';
import { ChildRuntime, type RuntimeSurroundings } from './child-runtime.ts';
import type { EventSystem } from './event-system.ts';
import type { FamilyCgroups } from './family/family-cgroup.ts';
import { type FamilySurroundings, KernelFamily } from './family/kernel-family.ts';
import { Orphans } from './family/orphans.ts';
import type { Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import { ProgramEnvironment } from './program-environment.ts';
import { serverUrlFor } from './serving/server-url.ts';
import type { SurvivingSocket } from './sockets/activation-sockets.ts';
import { ProgramSockets } from './sockets/program-sockets.ts';
import { ListenQueue } from './streams/listen-queue.ts';
import type { StreamSurroundings } from './streams/output-stream.ts';
import type { PipeKeeper } from './streams/pipe-keeper.ts';
import { pipesOf } from './streams/program-pipes.ts';
import { GROWN_SIZE } from './streams/stream-bounds.ts';

export interface SupervisorParts {
  readonly machine: Machine;
  readonly instance: Instance;
  readonly config: Config;
  readonly childOpenFiles: number;
  readonly files: LogFiles;
  readonly log: DaemonLog;
  readonly events: EventSystem;
  readonly disabled: DisabledPrograms;
  readonly keeper: PipeKeeper;
  readonly keptAutoLog: StreamSurroundings['keptAutoLog'];
  readonly survivingSocket: (url: string) => SurvivingSocket | null;
  readonly restoreRunDirectory: () => boolean;
  readonly onState: SupervisorWorld['onState'];
  readonly onRemoved: SupervisorWorld['onRemoved'];
}

export function makeSupervisor(parts: SupervisorParts): Supervisor {
  const { machine, instance, log, events, disabled } = parts;
  const { clock } = machine;
  const runtime = runtimeSurroundings(parts);
  const kernel = familySurroundings(parts, runtime.serverUrl);
  return new Supervisor({
    clock,
    log,
    familyFor: (process, group) =>
      new KernelFamily(process, pipesOf(instance.runDirectory, group, process), kernel),
    runtimeFor: (process, group) => new ChildRuntime(process, group, runtime),
    watchChild: (pid, exited) => {
      machine.processes.expectExit(pid, exited);
      machine.settling.programStarted();
    },
    mayAutostart: ({ group, name }) => !disabled.isDisabled(group, name),
    onState: parts.onState,
    onRemoved: parts.onRemoved,
    beforeStopping: (groups) => events.untilDelivered(groups),
  });
}

function runtimeSurroundings(parts: SupervisorParts): RuntimeSurroundings {
  const { machine, instance, config, childOpenFiles, files, log, events } = parts;
  const { clock, libc, environment } = machine;
  return {
    libc,
    files,
    pump: pumpOf(machine),
    keeper: parts.keeper,
    slots: machine.slotsIn(instance.runDirectory),
    listenQueue: new ListenQueue(clock),
    nothing: () => machine.nothing,
    activityLog: log,
    syslog: machine.syslog,
    childlogdir: config.daemon.childlogdir,
    identifier: config.daemon.identifier,
    stripAnsi: config.daemon.stripAnsi,
    stamper: sharedStamper(),
    clock,
    spawner: new ChildSpawner({ libc, childOpenFiles, startTimes: machine.startTimes }),
    sockets: new ProgramSockets({
      libc,
      log,
      activation: machine.activationSockets,
      surviving: parts.survivingSocket,
      defer: (action) => clock.defer(action),
    }),
    runDirectory: instance.runDirectory,
    restoreRunDirectory: parts.restoreRunDirectory,
    environment: new ProgramEnvironment(environment, ownVariablesInBytes()),
    commands: new CommandsOfTurn(environment.get('PATH'), (action) => clock.defer(action)),
    serverUrl: serverUrlFor(config.servers),
    events,
    hasConsole: config.daemon.container,
    keptAutoLog: parts.keptAutoLog,
    signal: (pid, signal, toGroup) => machine.processes.signal(pid, signal, toGroup),
  };
}

function familySurroundings(
  { machine, instance, config, log }: SupervisorParts,
  serverUrl: string | null,
): FamilySurroundings {
  const { clock, libc } = machine;
  const cgroups = openCgroups(config, instance);
  const orphans = new Orphans({
    log,
    childList: machine.childList,
    isMain: (pid) => machine.processes.isExpected(pid),
    ticksNow: () => machine.startTimes.now(),
    defer: (action) => clock.defer(action),
    cgroupOf: (pid) => cgroups?.groups.of(pid) ?? null,
  });
  machine.processes.useOrphans(orphans);
  const { daemonize } = config.daemon;
  const hold: FamilySurroundings['hold'] = (identity) => machine.processes.hold(identity);
  const startedAt: FamilySurroundings['startedAt'] = (ticks) =>
    wallClockTime(clock.wallNow() - ((machine.startTimes.now() - ticks) * 1000) / TICKS_PER_SECOND);
  return { clock, log, libc, orphans, cgroups, daemonize, serverUrl, startedAt, hold };
}

function openCgroups({ daemon }: Config, instance: Instance): FamilyCgroups | null {
  if (daemon.cgroup === 'never') return null;
  const groups = Cgroups.open(basename(instance.runDirectory));
  groups?.clear();
  return groups === null ? null : { groups, when: daemon.cgroup };
}

function pumpOf({ libc, clock }: Machine): Pump {
  return {
    buffer: Buffer.allocUnsafeSlow(PUMP_BUFFER_SIZE),
    readAvailable: (fd, buffer) => readAvailable(libc, fd, buffer),
    growPipe: (fd) => {
      growPipe(libc, fd, GROWN_SIZE);
    },
    turns: new ReadTurns((action) => clock.defer(action)),
  };
}
