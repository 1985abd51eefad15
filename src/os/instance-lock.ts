/**
 * One daemon for each run directory: an exclusive flock(2) on `<directory>/lock`, which the kernel drops when its
 * holder dies, however it dies. The file holds the holder's pid for those who come second. It is never removed:
 * removing it would let two daemons lock two files of the same name.
 *
 * The directory itself is locked too (shared): systemd-tmpfiles, which clears old files out of `/tmp`, spares a
 * directory that is locked.
 */
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type FileDescriptor, fileDescriptor, type Pid, pid as toPid } from '../core/units.ts';
import { errnoName, SystemCallError } from './errno.ts';
import { LOCK_EX, LOCK_NB, LOCK_SH } from './native/files.ts';
import type { Libc } from './native.ts';

export type LockOutcome =
  | { readonly kind: 'acquired'; readonly lock: InstanceLock }
  /** Another daemon has it. The pid is null in the moment before that one has written it. */
  | { readonly kind: 'held'; readonly pid: Pid | null };

export interface InstanceLock {
  /** What a successor by execve(2) must inherit, to go on holding the lock. */
  readonly descriptors: readonly FileDescriptor[];
  release(): void;
}

/** Does not wait. The pid written is this process's. */
export function acquireInstanceLock(libc: Libc, directory: string): LockOutcome {
  const path = join(directory, 'lock');
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  if (libc.flock(fd, LOCK_EX | LOCK_NB) !== 0) {
    const errno = libc.errno();
    closeSync(fd);
    if (errnoName(errno) === 'EAGAIN') return { kind: 'held', pid: readHolder(path) };
    throw new SystemCallError(`flock ${path}`, errno);
  }
  writeHolder(fd);
  const directoryFd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  libc.flock(directoryFd, LOCK_SH | LOCK_NB);
  return { kind: 'acquired', lock: adoptInstanceLock([fileDescriptor(fd), fileDescriptor(directoryFd)]) };
}

/** The lock that a predecessor in this very process took; execve(2) keeps it, since it belongs to the open file. */
export function adoptInstanceLock(descriptors: readonly FileDescriptor[]): InstanceLock {
  return {
    descriptors,
    release: () => {
      for (const fd of descriptors) closeSync(fd);
    },
  };
}

/** Who holds it is there to be read by people: a file system without room for that keeps nobody from starting. */
function writeHolder(fd: number): void {
  try {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch {
    // It is locked all the same.
  }
}

function readHolder(path: string): Pid | null {
  const text = readFileSync(path, 'latin1').trim();
  return /^[1-9]\d*$/.test(text) ? toPid(Number(text)) : null;
}
