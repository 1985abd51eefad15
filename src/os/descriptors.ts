/** Which descriptors an exec hands on. What vigil and Node open is close-on-exec from the start. */
import { readdirSync } from 'node:fs';
import type { FileDescriptor } from '../core/units.ts';
import { SystemCallError } from './errno.ts';
import { F_SETFD, FD_CLOEXEC } from './native/files.ts';
import type { Libc } from './native.ts';

/**
 * Marks every descriptor above 2 close-on-exec: those that the daemon's own parent left open are none of the
 * programs' business. Supervisor closes them in each child.
 */
export function keepInheritedFromChildren(libc: Libc): void {
  for (const name of readdirSync('/proc/self/fd')) {
    // The descriptor that read the directory is in the list and closed by now: a failure means just that.
    if (Number(name) > 2) libc.fcntl(Number(name), F_SETFD, 'int', FD_CLOEXEC);
  }
}

/** An exec of this very process will hand the descriptor on. Posix_spawn's children get theirs in another way. */
export function surviveExec(libc: Libc, fd: FileDescriptor): void {
  setFlags(libc, fd, 0);
}

/** Undoes {@link surviveExec}. */
export function closeOnExec(libc: Libc, fd: FileDescriptor): void {
  setFlags(libc, fd, FD_CLOEXEC);
}

function setFlags(libc: Libc, fd: FileDescriptor, flags: number): void {
  if (libc.fcntl(fd, F_SETFD, 'int', flags) < 0) throw new SystemCallError('fcntl', libc.errno());
}
