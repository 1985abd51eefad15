/**
 * The file descriptor of a connection, or of a listening socket. Node keeps it to itself, in the handle of its event loop, under
 * a private name that has been the same since its first versions. It is needed to ask the kernel who is at the other end, and to
 * hand the socket on to a successor. For looking only: it stays Node's.
 */
import type { Server, Socket } from 'node:net';

/** Null for what is closed. */
export function descriptorOf(owner: Server | Socket): number | null {
  const { _handle: handle } = owner as { readonly _handle?: { readonly fd?: unknown } | null };
  const fd = handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}
