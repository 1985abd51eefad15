import type { FileDescriptor } from '../../src/core/units.ts';
import { F_GETFD, FD_CLOEXEC } from '../../src/os/native/files.ts';
import type { Libc } from '../../src/os/native.ts';

/** Whether an exec of this process closes the descriptor. */
export function isCloseOnExec(libc: Libc, fd: FileDescriptor): boolean {
  return (libc.fcntl(fd, F_GETFD, 'int', 0) & FD_CLOEXEC) !== 0;
}
