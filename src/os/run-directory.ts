/**
 * Where an instance keeps what must outlive it: named pipes, journal, lock. One directory for each pid file, so that
 * the next daemon with the same configuration finds it again.
 *
 * Only the daemon's user may enter it. A program of another user still reaches its own pipes: `/dev/stdout` leads
 * through `/proc/self/fd/1` to the open file, and no directory on the way is looked at.
 */
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './errno.ts';

/** The directory cannot be made, or somebody else could tamper with it. */
export class RunDirectoryError extends Error {
  readonly code = 'RUN_DIRECTORY';
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`Cannot use run directory "${path}": ${reason}`);
    this.name = 'RunDirectoryError';
    this.path = path;
  }
}

/**
 * The place for `uid`: `/run/vigil` for root where `/run` can be written, else `/tmp/vigil-<uid>`. Where `/tmp` is
 * read-only too, as in a container with a read-only root, `/dev/shm` is what still can be written.
 */
export function runBase(uid: number): string {
  if (uid === 0 && isWritable('/run')) return '/run/vigil';
  const directory = ['/tmp', '/dev/shm'].find(isWritable) ?? '/tmp';
  return `${directory}/vigil-${uid}`;
}

/** A directory's name for an absolute pid file path: readable, and different for different paths. */
export function instanceName(pidfile: string): string {
  const path = join(realDirectory(dirname(pidfile)), basename(pidfile));
  const readable = basename(pidfile, '.pid')
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 40);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 10);
  return `${readable}-${hash}`;
}

/** Makes or verifies the directory of an instance and returns its path. Throws {@link RunDirectoryError}. */
export function openRunDirectory(base: string, name: string): string {
  ensureOwnDirectory(base);
  const path = join(base, name);
  ensureOwnDirectory(path);
  return path;
}

/** A container with a read-only root file system, or without `/run`, has `/tmp` only. */
function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false; // Why does not matter: the other place is used.
  }
}

/** `/var/run` and `/run` are one place: the same pid file must not give two instances. */
function realDirectory(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory; // It does not exist yet, so nothing can be a link.
  }
}

/** In a directory like `/tmp` anybody may have been first: what is there must be ours, and no link. */
function ensureOwnDirectory(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw new RunDirectoryError(path, errorCode(error));
  }
  const stats = lstatSync(path);
  const uid = process.geteuid?.();
  if (!stats.isDirectory()) throw new RunDirectoryError(path, 'it is not a directory');
  if (stats.uid !== uid) {
    throw new RunDirectoryError(path, `it belongs to user ${stats.uid}, and vigild runs as user ${uid}`);
  }
  // Ours and no link, so nobody else can have exchanged it: an older mode or a wide umask is simply put right.
  if ((stats.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}
