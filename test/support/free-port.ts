import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that the kernel hands out by itself: one that is free now is not taken by an outgoing connection before
 * the test comes to use it. Tests in other processes begin elsewhere.
 */
const LOWEST = 20_000;
const COUNT = 12_000;
let next = (process.pid * 61) % COUNT;

/** A TCP port of the loopback interface that nobody listens on at this moment, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + next;
    next = (next + 1) % COUNT;
    const server = await listen(port);
    if (server === null) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Holds a port for as long as `use` runs. */
export async function withTakenPort<T>(use: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const server = await listen(port);
  if (server === null) throw new Error(`port ${port} was taken meanwhile`);
  try {
    return await use(port);
  } finally {
    server.close();
  }
}

/** Null: somebody else does. */
async function listen(port: number): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return null;
  }
}
