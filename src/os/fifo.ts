/**
 * Named pipes that join the daemon and its children, so that what is in them survives the daemon: a child holds both
 * ends of its output (no SIGPIPE, no end of file while vigild is away), the daemon reads without blocking. stdin works
 * the other way round and is opened by the daemon only while it has something to send. Source: fifo(7), pipe(7).
 *
 * Paths lie in the run directory, where only the daemon's user can put anything. Errors of the file system are thrown
 * as Node's, with `code`.
 */
import { chmodSync, constants, lchownSync, lstatSync, openSync, rmSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { errnoName, SystemCallError } from './errno.ts';
import { F_SETPIPE_SZ } from './native/files.ts';
import type { Libc } from './native.ts';

export interface FifoOptions {
  readonly mode: number;
  /** Who may open it by name, which a program does that opens `/dev/stdout`; null leaves the daemon's user. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

/**
 * Makes sure that a pipe is at `path`: the one that an earlier daemon left there, or a new one in place of anything
 * else. A leftover of an earlier program that still holds the old one is heard again this way; and making files anew
 * right after deleting them is slow on ext4, which steps over inodes that were freed lately.
 */
export function ensureFifo(libc: Libc, path: string, options: FifoOptions): 'made' | 'found' {
  // A new program has none, so making it is tried first.
  if (libc.mkfifo(path, options.mode) === 0) {
    finishFifo(path, options);
    return 'made';
  }
  const errno = libc.errno();
  if (errnoName(errno) !== 'EEXIST') throw new SystemCallError(`mkfifo ${path}`, errno);
  if (isAsWanted(path, options)) return 'found';
  rmSync(path, { force: true });
  if (libc.mkfifo(path, options.mode) !== 0) throw new SystemCallError(`mkfifo ${path}`, libc.errno());
  finishFifo(path, options);
  return 'made';
}

function isAsWanted(path: string, { mode, owner }: FifoOptions): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  const { uid, gid } = owner ?? { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  return found?.isFIFO() === true && found.uid === uid && found.gid === gid && (found.mode & 0o7777) === mode;
}

/** mkfifo(3) is subject to the umask. */
function finishFifo(path: string, { mode, owner }: FifoOptions): void {
  if ((mode & process.umask()) !== 0) chmodSync(path, mode);
  if (owner !== null) lchownSync(path, owner.uid, owner.gid);
}

/** The daemon's end of a child's output. Never blocks, neither here nor when read. */
export function openReadEnd(path: string): FileDescriptor {
  return fileDescriptor(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
}

/** A child's end: open for both directions, and blocking, as programs expect of their standard streams. */
export function openChildEnd(path: string): FileDescriptor {
  return fileDescriptor(openSync(path, constants.O_RDWR));
}

/** The daemon's end of a child's stdin, non-blocking; null when nobody has it open for reading, or its name is gone. */
export function openWriteEnd(path: string): FileDescriptor | null {
  try {
    return fileDescriptor(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENXIO' || code === 'ENOENT') return null;
    throw error;
  }
}

/** Asks for room in the pipe; returns what it has now, or null when the kernel refuses (a limit of the user's). */
export function growPipe(libc: Libc, fd: FileDescriptor, size: number): number | null {
  const granted = libc.fcntl(fd, F_SETPIPE_SZ, 'int', size);
  return granted < 0 ? null : granted;
}

/**
 * How many bytes came, `would-block` when the pipe is empty, `end` when it is empty and nobody can write to it, `no-room` when
 * the buffer is mapped from a file system that is full: what was in the pipe still is.
 */
export type ReadOutcome = number | 'would-block' | 'end' | 'no-room';

/** One read(2). Throws nothing for an empty pipe, unlike `fs.readSync`: that is the usual case here. */
export function readAvailable(libc: Libc, fd: FileDescriptor, buffer: Uint8Array): ReadOutcome {
  for (;;) {
    const count = libc.read(fd, buffer, buffer.byteLength);
    if (count > 0) return count;
    if (count === 0) return 'end';
    const errno = libc.errno();
    if (errnoName(errno) === 'EAGAIN') return 'would-block';
    if (errnoName(errno) === 'EFAULT') return 'no-room';
    if (errnoName(errno) !== 'EINTR') throw new SystemCallError('read', errno);
  }
}
