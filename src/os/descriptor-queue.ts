/**
 * Descriptors on their way through a socket, which nobody receives: the kernel keeps what they lead to open for as long as
 * any process has the far end. So descriptors can be left to a process that runs already and knows nothing of it. Source:
 * unix(7), SCM_RIGHTS.
 */
import { closeSync } from 'node:fs';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { SystemCallError } from './errno.ts';
import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_STREAM } from './native/sockets.ts';
import type { Libc } from './native.ts';

export class DescriptorQueue {
  readonly #libc: Libc;
  readonly #near: FileDescriptor;
  /** Whoever has this, or a copy of it, keeps what is put in. The opener closes its own. */
  readonly far: FileDescriptor;

  constructor(libc: Libc) {
    const ends = new Int32Array(2);
    if (libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) !== 0) {
      throw new SystemCallError('socketpair', libc.errno());
    }
    const [near = -1, far = -1] = ends;
    this.#libc = libc;
    this.#near = fileDescriptor(near);
    this.far = fileDescriptor(far);
  }

  /**
   * False: there is no room for more, or nobody has the far end any more. The memory of a socket holds some 270; and a user
   * may have no more descriptors on their way than a process of theirs may have open.
   */
  put(fd: FileDescriptor): boolean {
    return this.#libc.sendDescriptor(this.#near, fd, MSG_DONTWAIT | MSG_NOSIGNAL) > 0;
  }

  close(): void {
    closeSync(this.#near);
  }
}
