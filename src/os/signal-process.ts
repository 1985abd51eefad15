/**
 * Signals for processes that are nobody's child here: their pids may be another's by now, so they are reached through
 * a pidfd, and only if the start time is still the one that was seen. Source: pidfd_open(2), pidfd_send_signal(2).
 */
import { closeSync } from 'node:fs';
import type { SignalNumber } from '../core/units.ts';
import type { Libc } from './native.ts';
import { type ProcessIdentity, readProcess } from './process-table.ts';

/** False when there is no such process any more, or it may not be signalled. */
export function signalProcess(libc: Libc, identity: ProcessIdentity, signal: SignalNumber): boolean {
  const fd = libc.pidfd_open(identity.pid);
  if (fd < 0) return false;
  try {
    if (readProcess(identity.pid)?.startTicks !== identity.startTicks) return false;
    return libc.pidfd_send_signal(fd, signal) === 0;
  } finally {
    closeSync(fd);
  }
}
