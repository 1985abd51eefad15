/**
 * The file descriptor of a connection. Node keeps it to itself, in the handle of its event loop; it is needed to ask the
 * kernel who is at the other end. For looking only: it stays Node's.
 */
import type { Socket } from 'node:net';

/** Null when the connection is closed. */
export function descriptorOf(socket: Socket): number | null {
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: unknown } | null };
  const fd = handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}
