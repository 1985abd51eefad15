import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { descriptorOf } from '../http/socket-descriptor.ts';
import { openLibc } from './native.ts';
import { peerCredentials } from './peer-credentials.ts';

async function accepted(server: Server, address: NetConnectOpts): Promise<Socket> {
  const client = connect(address);
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.once('close', () => client.destroy());
  return socket;
}

test('a unix socket tells the process at its other end, while it is open', async () => {
  await withTempDir(async (directory) => {
    const path = join(directory, 'x.sock');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const socket = await accepted(server, { path });
    const fd = descriptorOf(socket);
    expect(fd === null ? null : peerCredentials(openLibc(), fd)).toEqual({
      pid: process.pid,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
    });
    socket.destroy();
    expect(descriptorOf(socket)).toBeNull();
    server.close();
  });
});

test('a TCP connection and what is no socket tell nothing', async () => {
  const libc = openLibc();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const socket = await accepted(server, { port: address.port, host: '127.0.0.1' });
  const fd = descriptorOf(socket);
  expect(fd).not.toBeNull();
  expect(peerCredentials(libc, fd ?? -1)).toBeNull();
  expect(peerCredentials(libc, -1)).toBeNull();
  socket.destroy();
  server.close();
});
