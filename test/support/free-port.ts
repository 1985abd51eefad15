import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A TCP port of the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = await listenAnywhere();
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Holds a port for as long as `use` runs. */
export async function withTakenPort<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = await listenAnywhere();
  try {
    return await use(portOf(server));
  } finally {
    server.close();
  }
}

async function listenAnywhere(): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
