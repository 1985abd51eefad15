/**
 * Where an instance keeps what must outlive it: named pipes, journal, lock. One directory for each pid file, so that
 * the next daemon with the same configuration finds it again.
 *
 * Only the daemon's user may enter it. A program of another user still reaches its own pipes: `/dev/stdout` leads
 * through `/proc/self/fd/1` to the open file, and no directory on the way is looked at.
 */
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errorCode } from '../core/thrown.ts';

const RUN = '/run';
const TEMPORARY = '/tmp';
const SHARED_MEMORY = '/dev/shm';
/** Kinds of file systems: tmpfs and ramfs. Source: statfs(2). */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

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
 * The place for `uid`: `/run/vigil` for root, in memory as `/run` is nearly everywhere. Where it is on a disk, as in most
 * containers, `/dev/shm/vigil-0`: each change of a process is written there, and a start makes a pipe for each program,
 * which ext4 without a journal answers by stepping over every inode that was freed lately, one by one.
 *
 * Others get `/tmp/vigil-<uid>`, since systemd-logind empties `/dev/shm` of what a user leaves when the last session ends.
 * Whoever finds neither writable, as in a container with a read-only root, gets `/dev/shm` as well.
 */
export function runBase(uid: number): string {
  const places =
    uid === 0
      ? [...[RUN, SHARED_MEMORY].filter(isInMemory), RUN, TEMPORARY, SHARED_MEMORY]
      : [TEMPORARY, SHARED_MEMORY];
  const place = places.find(isWritable) ?? TEMPORARY;
  return join(place, place === RUN ? 'vigil' : `vigil-${uid}`);
}

/**
 * A directory's name for an absolute pid file path: readable, and different for different paths. The containers of a pod
 * have one `/dev/shm`: there the device of the pid file tells theirs apart.
 */
export function instanceName(pidfile: string, base: string): string {
  const directory = realDirectory(dirname(pidfile));
  const readable = basename(pidfile, '.pid')
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 40);
  const device = base.startsWith(`${SHARED_MEMORY}/`) ? `\0${deviceOf(directory)}` : '';
  // Not a hash of node:crypto, which takes a start some milliseconds to load: nobody chooses pid files that collide.
  const checksum = crc32(`${join(directory, basename(pidfile))}${device}`);
  return `${readable}-${checksum.toString(16).padStart(8, '0')}`;
}

/** Makes or verifies the directory of an instance and returns its path. Throws {@link RunDirectoryError}. */
export function openRunDirectory(base: string, name: string): string {
  ensureOwnDirectory(base);
  const path = join(base, name);
  ensureOwnDirectory(path);
  return path;
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false; // Why does not matter: the other place is used.
  }
}

/** So that nothing of it reaches a disk, and nothing outlives the machine's run. */
function isInMemory(directory: string): boolean {
  try {
    return IN_MEMORY.has(statfsSync(directory).type);
  } catch {
    return false; // A container may have none of them.
  }
}

function deviceOf(directory: string): number {
  return statSync(directory, { throwIfNoEntry: false })?.dev ?? 0;
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
