/**
 * This daemon as against others on the machine: its run directory and the lock that keeps a second one out. Both
 * follow from one file, nearly always the pid file; see docs/decisions/0004-an-instance-is-its-pidfile.md.
 */
import { existsSync, fstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../core/thrown.ts';
import type { FileDescriptor } from '../core/units.ts';
import { acquireInstanceLock, adoptInstanceLock, type InstanceLock } from '../os/instance-lock.ts';
import type { Libc } from '../os/native.ts';
import { instanceName, openRunDirectory, RunDirectoryError, runBase } from '../os/run-directory.ts';
import { StartupError } from './startup-error.ts';

export interface Instance {
  /** The absolute path that it is known by: see {@link identityOf}. */
  readonly identity: string;
  readonly runDirectory: string;
  /** What a successor by execve(2) must inherit, to go on as this instance. */
  readonly descriptors: readonly FileDescriptor[];
  /** Makes the run directory anew where somebody has deleted it, and answers whether that was so. */
  restore(): boolean;
  release(): void;
}

/** The pid file; the configuration where that is a device such as `/dev/null`, which any daemon may name. */
export function identityOf(pidfile: string, configFile: string): string {
  try {
    return statSync(pidfile).isFile() ? pidfile : configFile;
  } catch {
    return pidfile; // It is still to be written.
  }
}

/** Throws {@link StartupError} when another daemon has it. Both paths are absolute. */
export function takeInstance(libc: Libc, pidfile: string, configFile: string): Instance {
  const identity = identityOf(pidfile, configFile);
  const runDirectory = openDirectory(identity);
  const outcome = acquireInstanceLock(libc, runDirectory);
  if (outcome.kind === 'acquired')
    return new LockedInstance(libc, { identity, runDirectory, lock: outcome.lock });
  const holder = outcome.pid === null ? '' : ` with pid ${outcome.pid}`;
  const key = identity === pidfile ? 'pidfile' : 'configuration';
  throw new StartupError(`Another vigild${holder} is already running with ${key} "${identity}"`, [
    'shut it down first (vigilctl shutdown), or give this one a pidfile of its own (-j, or "pidfile" in [supervisord])',
  ]);
}

/**
 * The instance of a predecessor in this very process. Throws {@link StartupError} when that one kept its programs' pipes and
 * journal where this build would not look for them: they would be started a second time.
 */
export function adoptInstance(
  libc: Libc,
  identity: string,
  descriptors: readonly FileDescriptor[],
): Instance {
  const own = runDirectoryOf(identity);
  if (!isLocked(own, descriptors)) {
    throw new StartupError(
      `The daemon that ran before in this process has its run directory not at "${own}"`,
    );
  }
  const lock = adoptInstanceLock(descriptors);
  return new LockedInstance(libc, { identity, runDirectory: openDirectory(identity), lock });
}

/** Whether another daemon has the instance now. */
export function isTaken(libc: Libc, identity: string): boolean {
  const runDirectory = runDirectoryOf(identity);
  if (!existsSync(join(runDirectory, 'lock'))) return false;
  const outcome = acquireInstanceLock(libc, runDirectory);
  if (outcome.kind === 'acquired') outcome.lock.release();
  return outcome.kind === 'held';
}

/** Where an instance has its run directory, which need not be there. */
export function runDirectoryOf(identity: string): string {
  const base = runBase(process.geteuid?.() ?? 0);
  return join(base, instanceName(identity, base));
}

/** Whether the lock is that of this directory, or of one that somebody has deleted. */
function isLocked(directory: string, [lock]: readonly FileDescriptor[]): boolean {
  if (lock === undefined) return true;
  const held = fstatSync(lock);
  const found = statSync(join(directory, 'lock'), { throwIfNoEntry: false });
  return held.nlink === 0 || (found?.ino === held.ino && found.dev === held.dev);
}

class LockedInstance implements Instance {
  readonly identity: string;
  readonly runDirectory: string;
  readonly #libc: Libc;
  #lock: InstanceLock;

  constructor(
    libc: Libc,
    facts: { readonly identity: string; readonly runDirectory: string; readonly lock: InstanceLock },
  ) {
    this.#libc = libc;
    this.identity = facts.identity;
    this.runDirectory = facts.runDirectory;
    this.#lock = facts.lock;
  }

  get descriptors(): readonly FileDescriptor[] {
    return this.#lock.descriptors;
  }

  restore(): boolean {
    const path = this.runDirectory;
    if (existsSync(path)) return false;
    try {
      const outcome = acquireInstanceLock(this.#libc, openRunDirectory(dirname(path), basename(path)));
      if (outcome.kind === 'held') return false;
      this.#lock.release();
      this.#lock = outcome.lock;
      return true;
    } catch (error) {
      if (errorCode(error) === 'UNKNOWN') throw error;
      return false; // What needs the directory says so itself.
    }
  }

  release(): void {
    this.#lock.release();
  }
}

function openDirectory(identity: string): string {
  const path = runDirectoryOf(identity);
  try {
    return openRunDirectory(dirname(path), basename(path));
  } catch (error) {
    if (error instanceof RunDirectoryError) throw new StartupError(error.message, [], { cause: error });
    throw error;
  }
}
