/** vigild as a daemon: one life after another until a shutdown. */
import { join } from 'node:path';
import type { Config } from '../config/model.ts';
import { signalName } from '../core/signals.ts';
import { fileDescriptor, signalNumber } from '../core/units.ts';
import { statePlace } from '../history/state-place.ts';
import type { Background } from '../os/daemonize.ts';
import { keepInheritedFromChildren } from '../os/descriptors.ts';
import { ignoreStraySignals } from '../os/init-signals.ts';
import type { Libc } from '../os/native.ts';
import { dropPrivileges, PrivilegeError, RUNNING_AS_ROOT } from '../os/privileges.ts';
import { bootId } from '../os/process-table.ts';
import { ResourceLimitError, raiseResourceLimits } from '../os/resource-limits.ts';
import { startThreadPool } from '../os/thread-pool.ts';
import type { SystemUsers } from '../os/users.ts';
import { AddedProgramFileError, type AddedProgramFiles, AddedProgramStore } from './added-program-store.ts';
import type { ConfigSource } from './config-source.ts';
import type { DaemonSignals } from './daemon-signals.ts';
import { adoptInstance, type Instance, identityOf, takeInstance } from './instance.ts';
import { keepAlive } from './keep-alive.ts';
import { type Ending, live } from './life.ts';
import type { LifeRequest, Remembered } from './life-parts.ts';
import { type DaemonStart, Machine } from './machine.ts';
import { fromConfigError, StartupError } from './startup-error.ts';
import type { Takeover } from './upgrade/takeover.ts';

export interface RunRequest {
  readonly libc: Libc;
  readonly users: SystemUsers;
  readonly source: ConfigSource;
  readonly config: Config;
  readonly environment: ReadonlyMap<string, string>;
  /** Null in the foreground. */
  readonly background: Background | null;
  readonly originalOpenFiles: number | null;
  /** What the daemon before this one died with, as its guard tells; null without a guard or a death. */
  readonly predecessorStatus: number | null;
  readonly signals: DaemonSignals;
  readonly start: DaemonStart;
  /** Another build ran in this very process before. */
  readonly takeover: Takeover | null;
}

/** Resolves to the exit status. Rejects with {@link StartupError}. */
export async function runDaemon(request: RunRequest): Promise<number> {
  const { libc, config, originalOpenFiles, takeover } = request;
  keepAlive();
  startThreadPool();
  keepInheritedFromChildren(libc);
  if (process.pid === 1) ignoreStraySignals(libc);
  const machine = new Machine({
    ...request,
    inheritedSockets: new Map(
      takeover?.handover.sockets.map(([url, fd]) => [url, fileDescriptor(fd)] as const),
    ),
  });
  process.on('uncaughtException', (error) => machine.reportBug(error));
  const remembered = becomeUser(config, request.users);
  const limits = raiseLimits(libc, config, originalOpenFiles);
  const instance = firstInstance(request);
  const addedPrograms = openAddedPrograms(config, instance);
  request.source.addPrograms(addedPrograms);
  let life: LifeRequest = {
    machine,
    instance,
    config: addedPrograms.list().length === 0 ? config : readAgain(request.source),
    addedPrograms,
    isFirst: true,
    ...(takeover === null ? {} : { takeover }),
    childOpenFiles: limits.childOpenFiles,
    remembered: {
      critical: [...remembered.critical, ...predecessorNotice(request.predecessorStatus)],
      info: [...remembered.info, ...limits.messages],
    },
  };
  let ending = await live(life);
  while (ending.kind === 'restart') {
    life = nextLife(life, ending.config, request);
    ending = await live(life);
  }
  if (ending.kind === 'shutdown') addedPrograms.forgetPassing();
  life.instance.release();
  return exitStatusOf(ending);
}

/** After a restart, with the configuration that it was asked for with. */
function nextLife(
  { machine, instance, addedPrograms, childOpenFiles }: LifeRequest,
  config: Config,
  request: RunRequest,
): LifeRequest {
  const remembered = becomeUser(config, request.users);
  const moved = moveInstance(request, instance, config.daemon.pidfile);
  const haveMoved = addedPrograms.moveTo(addedProgramFiles(config, moved));
  return {
    machine,
    instance: moved,
    config: haveMoved ? readAgain(request.source) : config,
    addedPrograms,
    isFirst: false,
    childOpenFiles,
    remembered,
  };
}

/** The saved ones lie where this daemon keeps its state, the others in its run directory. */
function addedProgramFiles({ daemon }: Config, { runDirectory }: Instance): AddedProgramFiles {
  return {
    saved: statePlace(daemon, runDirectory).programsFile,
    passing: join(runDirectory, 'passing-programs'),
  };
}

function openAddedPrograms(config: Config, instance: Instance): AddedProgramStore {
  try {
    return new AddedProgramStore(addedProgramFiles(config, instance), bootId());
  } catch (error) {
    if (!(error instanceof AddedProgramFileError)) throw error;
    throw new StartupError(error.message, [`move "${error.file}" away to start without these programs`], {
      cause: error,
    });
  }
}

/** The configuration with the programs that were added to it. */
function readAgain(source: ConfigSource): Config {
  const loaded = source.load();
  if (loaded.kind === 'loaded') return loaded.config;
  const [first] = loaded.errors.map(fromConfigError);
  throw first ?? new Error('a configuration was refused without an error');
}

function firstInstance({ libc, source, config, takeover }: RunRequest): Instance {
  const { pidfile } = config.daemon;
  if (takeover === null) return takeInstance(libc, pidfile, source.path);
  const { handover } = takeover;
  const identity = identityOf(pidfile, source.path);
  if (handover.pidfile !== identity) {
    throw new StartupError(
      `The daemon that ran before in this process has the pidfile "${handover.pidfile}"`,
    );
  }
  return adoptInstance(libc, identity, handover.lock.map(fileDescriptor));
}

/** Status 1 of an abandoned start is seen by nobody: the first process is gone. */
function exitStatusOf(ending: Ending): number {
  return ending.kind === 'shutdown' ? ending.exitStatus : 1;
}

/** `status` counts as in a shell. */
function predecessorNotice(status: number | null): readonly string[] {
  if (status === null) return [];
  const end =
    status > 128
      ? `was terminated by ${signalName(signalNumber(status - 128))}`
      : `exited with status ${status}`;
  return [`the vigild before this one ${end}; its guard started this one`];
}

function becomeUser({ daemon }: Config, users: SystemUsers): Remembered {
  if (daemon.user === null) {
    return { critical: process.getuid?.() === 0 ? [RUNNING_AS_ROOT] : [], info: [] };
  }
  // By id: a number may be written in ways that only the reader of the configuration knows, such as "+33".
  const { uid } = daemon.user;
  const user = users.user(String(uid));
  if (user === null) throw new StartupError(`Can't find uid ${uid}`);
  try {
    return { critical: [], info: [dropPrivileges(user, users)] };
  } catch (error) {
    if (error instanceof PrivilegeError) throw new StartupError(error.message, [], { cause: error });
    throw error;
  }
}

function raiseLimits(libc: Libc, { daemon }: Config, originalOpen: number | null) {
  const { minfds, minprocs } = daemon;
  try {
    return raiseResourceLimits(libc, { minfds, minprocs, originalOpenFiles: originalOpen });
  } catch (error) {
    if (error instanceof ResourceLimitError) throw new StartupError(error.message, [], { cause: error });
    throw error;
  }
}

/** A restart may come with another pid file, and so with another identity. */
function moveInstance({ libc, source }: RunRequest, instance: Instance, pidfile: string): Instance {
  if (instance.identity === identityOf(pidfile, source.path)) return instance;
  const next = takeInstance(libc, pidfile, source.path);
  instance.release();
  return next;
}
