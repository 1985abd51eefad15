/**
 * Signals for processes that are nobody's child here: their pids may be another's by now, so they are reached through
 * a pidfd, and only if the start time is still the one that was seen. Source: pidfd_open(2), pidfd_send_signal(2).
 *
 * gVisor has no pidfds, and the filters of older container runtimes refuse them (ENOSYS, EPERM). The start time is all that
 * tells processes apart there, up to the moment of the signal.
 */
import { closeSync } from 'node:fs';
import { type FileDescriptor, fileDescriptor, type SignalNumber } from '../core/units.ts';
import { errnoName } from './errno.ts';
import type { Libc } from './native.ts';
import { isAlive, type ProcessIdentity, readProcess } from './process-table.ts';

/** False when there is no such process any more, or it may not be signalled. */
export function signalProcess(libc: Libc, identity: ProcessIdentity, signal: SignalNumber): boolean {
  const opened = libc.pidfd_open(identity.pid);
  const fd = opened < 0 ? null : fileDescriptor(opened);
  try {
    if (readProcess(identity.pid)?.startTicks !== identity.startTicks) return false;
    return signalThrough(libc, { identity, fd }, signal) === null;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

export interface HeldProcess {
  readonly identity: ProcessIdentity;
  /** A pidfd; null where there is none to be had. */
  readonly fd: FileDescriptor | null;
}

/** The errno; null where the signal was delivered. 0 only asks whether it could be. */
export function signalThrough(
  libc: Libc,
  { identity, fd }: HeldProcess,
  signal: SignalNumber | 0,
): string | null {
  if (fd !== null) {
    if (libc.pidfd_send_signal(fd, signal) >= 0) return null;
    const errno = errnoName(libc.errno());
    if (errno === 'ESRCH') return errno;
  }
  if (!isAlive(identity)) return 'ESRCH';
  return libc.kill(identity.pid, signal) === 0 ? null : errnoName(libc.errno());
}
