/**
 * What a server hands on to its successor in this very process, which takes over by execve(2): the descriptors of its
 * listening socket and of its open connections. A connection can be handed on between two requests only, when nothing of
 * the next one was read and nothing of an answer is unsent; what a client sends meanwhile waits in the kernel.
 */
import type { Server } from 'node:http';
import { Socket } from 'node:net';

export interface ServerDescriptors {
  readonly listening: number;
  readonly connections: readonly number[];
}

/** Those of the connections that are between two requests. */
export function betweenRequests(server: Server, connections: Iterable<Socket>): ReadonlySet<Socket> {
  const found = new Set<Socket>();
  const all = [...connections];
  // Only the parser knows whether a part of a request was read, and tells only by which connections would be closed.
  for (const socket of all) socket.destroy = () => found.add(socket) && socket;
  server.closeIdleConnections();
  for (const socket of all) {
    Reflect.deleteProperty(socket, 'destroy');
    // Before its first request a connection counts as busy, lest silent clients stay for ever.
    if (socket.bytesRead === 0) found.add(socket);
    if (socket.writableLength > 0 || socket.destroyed) found.delete(socket);
  }
  return found;
}

/** A connection that a predecessor accepted; like those that the server accepts, its client may close its side first. */
export function adoptConnection(descriptor: number): Socket {
  return new Socket({ fd: descriptor, readable: true, writable: true, allowHalfOpen: true });
}
