/**
 * Who is at the other end of a unix socket: the credentials of the process that connected, at the time when it did. The
 * kernel notes them, so they cannot be forged. Source: unix(7), SO_PEERCRED.
 */

import { SO_PEERCRED, SOL_SOCKET } from './native/sockets.ts';
import type { Libc } from './native.ts';

export interface PeerCredentials {
  /** 0 where the process is of another pid namespace. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** `struct ucred`: pid, uid and gid. */
const UCRED_FIELDS = 3;

/** Null for what is no connected unix socket. */
export function peerCredentials(libc: Libc, fd: number): PeerCredentials | null {
  const ucred = new Uint32Array(UCRED_FIELDS);
  const size = Uint32Array.of(ucred.byteLength);
  const outcome = libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, new Uint8Array(ucred.buffer), size);
  if (outcome !== 0 || size[0] !== ucred.byteLength) return null;
  const [pid = 0, uid = 0, gid = 0] = ucred;
  // What a TCP connection answers: nobody.
  return uid === 0xffff_ffff ? null : { pid, uid, gid };
}
