/** How a process ended that is not our child. Source: pidfd_open(2); PIDFD_GET_INFO of Linux 6.15. */
import type { ExitStatus } from '../core/exit-status.ts';
import type { FileDescriptor, Pid } from '../core/units.ts';
import type { Libc } from './native.ts';
import { readProcess, readWaitStatus } from './process-table.ts';
import { decodeWaitStatus } from './reaper.ts';
import type { HeldProcess } from './signal-process.ts';

/** `_IOWR(0xff, 11, struct pidfd_info)`, whose first version has 64 bytes. */
const PIDFD_GET_INFO = 0xc0_40_ff_0b;
const PIDFD_INFO_SIZE = 64;
const PIDFD_INFO_EXIT = 8n;
const EXIT_CODE_OFFSET = 60;

/** Of one that is not alive any more: it waits to be reaped, or its pid means nothing or another by now. */
export function endOf(libc: Libc, { identity, fd }: HeldProcess): ExitStatus {
  const isIt = readProcess(identity.pid)?.startTicks === identity.startTicks;
  return isIt ? exitStatusOf(libc, fd, identity.pid) : { kind: 'unknown' };
}

/**
 * Of a process that has ended. Before it is reaped `/proc` has its status, afterwards Linux 6.15 and later keep it for
 * whoever holds a pidfd; and it may be reaped between two questions.
 */
export function exitStatusOf(libc: Libc, fd: FileDescriptor | null, pid: Pid): ExitStatus {
  const status = statusOfReaped(libc, fd) ?? readWaitStatus(pid) ?? statusOfReaped(libc, fd);
  return status === null ? { kind: 'unknown' } : decodeWaitStatus(status);
}

function statusOfReaped(libc: Libc, fd: FileDescriptor | null): number | null {
  if (fd === null) return null;
  const info = Buffer.alloc(PIDFD_INFO_SIZE);
  info.writeBigUInt64LE(PIDFD_INFO_EXIT, 0);
  if (libc.ioctl(fd, PIDFD_GET_INFO, 'void *', info) !== 0) return null;
  return (info.readBigUInt64LE(0) & PIDFD_INFO_EXIT) === 0n ? null : info.readInt32LE(EXIT_CODE_OFFSET);
}
