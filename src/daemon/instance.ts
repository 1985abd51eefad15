/**
 * This daemon as against others on the machine: its run directory and the lock that keeps a second one out. Both
 * follow from the pid file; see docs/decisions/0004-an-instance-is-its-pidfile.md.
 */
import type { FileDescriptor } from '../core/units.ts';
import { acquireInstanceLock, adoptInstanceLock, type InstanceLock } from '../os/instance-lock.ts';
import type { Libc } from '../os/native.ts';
import { instanceName, openRunDirectory, RunDirectoryError, runBase } from '../os/run-directory.ts';
import { StartupError } from './startup-error.ts';

export interface Instance {
  readonly pidfile: string;
  readonly runDirectory: string;
  /** What a successor by execve(2) must inherit, to go on as this instance. */
  readonly descriptors: readonly FileDescriptor[];
  release(): void;
}

/** Throws {@link StartupError} when another daemon has it. `pidfile` is absolute. */
export function takeInstance(libc: Libc, pidfile: string): Instance {
  const runDirectory = openDirectory(pidfile);
  const outcome = acquireInstanceLock(libc, runDirectory);
  if (outcome.kind === 'acquired') {
    return instanceOf(pidfile, runDirectory, outcome.lock);
  }
  const holder = outcome.pid === null ? '' : ` with pid ${outcome.pid}`;
  throw new StartupError(`Another vigild${holder} is already running with pidfile "${pidfile}"`, [
    'shut it down first (vigilctl shutdown), or give this one a pidfile of its own (-j, or "pidfile" in [supervisord])',
  ]);
}

/** The instance of a predecessor in this very process. */
export function adoptInstance(pidfile: string, descriptors: readonly FileDescriptor[]): Instance {
  return instanceOf(pidfile, openDirectory(pidfile), adoptInstanceLock(descriptors));
}

function instanceOf(pidfile: string, runDirectory: string, lock: InstanceLock): Instance {
  return { pidfile, runDirectory, descriptors: lock.descriptors, release: () => lock.release() };
}

function openDirectory(pidfile: string): string {
  const base = runBase(process.geteuid?.() ?? 0);
  try {
    return openRunDirectory(base, instanceName(pidfile, base));
  } catch (error) {
    if (error instanceof RunDirectoryError) throw new StartupError(error.message, [], { cause: error });
    throw error;
  }
}
