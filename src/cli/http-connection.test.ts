import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { ConnectError, DisconnectedError, HttpConnection } from './http-connection.ts';

interface TestServer {
  readonly path: string;
  readonly sockets: readonly Socket[];
  readonly requests: readonly string[];
}

/** A server that answers each request, as it arrives, with what `answer` writes to the socket. */
async function withServer(
  answer: (socket: Socket, request: string) => void,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  await withTempDir(async (directory) => {
    const path = join(directory, 'server.sock');
    const sockets: Socket[] = [];
    const requests: string[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        requests.push(data.toString());
        answer(socket, data.toString());
      });
    });
    server.listen(path);
    await once(server, 'listening');
    try {
      await use({ path, sockets, requests });
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
}

const HELLO = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const GET = { method: 'GET', path: '/x', fields: [['Accept', '*/*']] } as const;

async function body(connection: HttpConnection, signal?: AbortSignal): Promise<string> {
  let text = '';
  const consumer = {
    head: () => {},
    body: (bytes: Uint8Array) => {
      text += Buffer.from(bytes).toString();
    },
  };
  await connection.exchange(GET, consumer, signal === undefined ? {} : { signal });
  return text;
}

describe('HttpConnection', () => {
  it('sends the request line, the host, the fields and the body with its length in bytes', async () => {
    await withServer(
      (socket) => socket.write(HELLO),
      async ({ path, requests }) => {
        const connection = new HttpConnection({ kind: 'unix', path });
        await connection.exchange(
          { method: 'POST', path: '/RPC2', fields: [['Accept', 'text/xml']], body: 'ä' },
          { head: () => {}, body: () => {} },
        );
        connection.close();
        expect(requests).toEqual([
          'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nAccept: text/xml\r\nContent-Length: 2\r\n\r\nä',
        ]);
      },
    );
  });

  it('uses one connection for one request after another', async () => {
    await withServer(
      (socket) => socket.write(HELLO),
      async ({ path, sockets }) => {
        const connection = new HttpConnection({ kind: 'unix', path });
        expect(await body(connection)).toBe('hello');
        expect(await body(connection)).toBe('hello');
        connection.close();
        expect(sockets).toHaveLength(1);
      },
    );
  });

  it('opens another connection when the server asked to close or has closed the last one', async () => {
    await withServer(
      (socket) => socket.end(HELLO.replace('OK\r\n', 'OK\r\nConnection: close\r\n')),
      async ({ path, sockets }) => {
        const connection = new HttpConnection({ kind: 'unix', path });
        expect(await body(connection)).toBe('hello');
        expect(await body(connection)).toBe('hello');
        connection.close();
        expect(sockets).toHaveLength(2);
      },
    );
  });

  it('opens another connection when the server closed an idle one', async () => {
    await withServer(
      (socket) => socket.write(HELLO),
      async ({ path, sockets }) => {
        const connection = new HttpConnection({ kind: 'unix', path });
        await body(connection);
        const idle = sockets[0] as Socket;
        idle.end();
        await waitUntil('the end of the idle connection', () => idle.destroyed);
        expect(await body(connection)).toBe('hello');
        connection.close();
      },
    );
  });

  it('reports a missing socket by its code', async () => {
    const connection = new HttpConnection({ kind: 'unix', path: '/nonexistent/x.sock' });
    const error = await body(connection).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectError);
    expect((error as ConnectError).code).toBe('ENOENT');
  });

  it.each([
    ['before the reply', '', 'without response'],
    ['in the reply', HELLO.slice(0, -1), 'in the middle of a response'],
  ])('reports a server that hangs up %s', async (_when, sent, expected) => {
    await withServer(
      (socket) => socket.end(sent),
      async ({ path }) => {
        const error = await body(new HttpConnection({ kind: 'unix', path })).catch(
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(DisconnectedError);
        expect((error as Error).message).toContain(expected);
      },
    );
  });

  it('takes the end of the connection for the end of a body without a length', async () => {
    await withServer(
      (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'),
      async ({ path }) => {
        expect(await body(new HttpConnection({ kind: 'unix', path }))).toBe('all of it');
      },
    );
  });

  it('passes on an error of the consumer and closes the connection', async () => {
    await withServer(
      (socket) => socket.write(HELLO),
      async ({ path, sockets }) => {
        const connection = new HttpConnection({ kind: 'unix', path });
        const refuse = () => {
          throw new Error('not what I wanted');
        };
        await expect(connection.exchange(GET, { head: refuse, body: () => {} })).rejects.toThrow(
          'not what I',
        );
        await waitUntil('the end of the connection', () => sockets[0]?.destroyed);
      },
    );
  });

  it('ends a reply that never ends when it is aborted', async () => {
    const controller = new AbortController();
    await withServer(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
        controller.abort(new Error('enough'));
      },
      async ({ path, sockets }) => {
        await expect(body(new HttpConnection({ kind: 'unix', path }), controller.signal)).rejects.toThrow(
          'enough',
        );
        await waitUntil('the end of the connection', () => sockets[0]?.destroyed);
      },
    );
  });

  it('does not connect when it is aborted already', async () => {
    const connection = new HttpConnection({ kind: 'unix', path: '/nonexistent/x.sock' });
    await expect(body(connection, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  });
});
