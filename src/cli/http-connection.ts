/**
 * A small HTTP/1.1 client over `node:net`, because loading `node:http` would cost a third of this program's run
 * time. One request at a time; the connection is kept for the next one while the server allows it.
 */
import { connect, type Socket } from 'node:net';
import { type ResponseHead, ResponseReader } from './http-response.ts';
import type { ServerAddress } from './server-url.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Sent with its length where there is one. */
  readonly body?: string;
}

export interface ResponseConsumer {
  head(head: ResponseHead): void;
  body(bytes: Uint8Array): void;
}

/** The server cannot be reached. `code` is the system's: `ENOENT`, `ECONNREFUSED`, `EACCES`, `ENOTFOUND`, ... */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server hung up before the reply was complete. */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';
}

export class HttpConnection {
  readonly #address: ServerAddress;
  #socket: Socket | undefined;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  /**
   * Sends the request and resolves at the end of the body. Rejects with {@link ConnectError},
   * {@link DisconnectedError} or `HttpSyntaxError`, or with the signal's reason when it was aborted.
   */
  async exchange(
    request: HttpRequest,
    consumer: ResponseConsumer,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    const socket = await this.#connected(signal);
    let mayKeep = false;
    const reader = new ResponseReader({
      head: (head) => {
        mayKeep = head.keepsAlive;
        consumer.head(head);
      },
      body: (bytes) => consumer.body(bytes),
    });
    try {
      socket.write(requestText(request, this.#address));
      await readResponse(socket, reader, signal);
    } catch (error) {
      mayKeep = false;
      throw error;
    } finally {
      if (!mayKeep) this.close();
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #connected(signal: AbortSignal | undefined): Promise<Socket> {
    // A server may close an idle connection at any time; the next request then opens another one.
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.readable) return this.#socket;
    this.close();
    const address = this.#address;
    const socket = connect(address.kind === 'unix' ? { path: address.path } : address);
    // At once, so that closing ends an attempt to connect as well.
    this.#socket = socket;
    await untilOpen(socket, signal);
    return socket;
  }
}

function untilOpen(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const settle = () => {
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners();
      // Between requests an error means no more than that the connection is gone, which the next one finds out.
      socket.on('error', () => socket.destroy());
    };
    socket.once('connect', () => {
      settle();
      socket.setNoDelay(true);
      resolve();
    });
    socket.once('close', () => {
      settle();
      reject(new DisconnectedError('The connection was closed'));
    });
    socket.once('error', (error: Error & { code?: string }) => {
      settle();
      reject(error.code === undefined ? error : new ConnectError(error.code, error.message));
    });
  });
}

function readResponse(
  socket: Socket,
  reader: ResponseReader,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      socket.off('data', onData).off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const onClose = () =>
      settle(reader.endsWithConnection ? resolve : () => reject(new DisconnectedError(hungUp(reader))));
    const onData = (data: Buffer) => {
      try {
        reader.push(data);
      } catch (error) {
        settle(() => reject(error));
        return;
      }
      if (reader.isDone) settle(resolve);
    };
    socket.on('data', onData).on('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function hungUp(reader: ResponseReader): string {
  return reader.hasBegun
    ? 'Remote end closed connection in the middle of a response'
    : 'Remote end closed connection without response';
}

function requestText(request: HttpRequest, address: ServerAddress): string {
  const host = address.kind === 'unix' ? 'localhost' : hostField(address.host, address.port);
  const fields = [['Host', host] as const, ...request.fields];
  if (request.body !== undefined) fields.push(['Content-Length', String(Buffer.byteLength(request.body))]);
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${request.method} ${request.path} HTTP/1.1\r\n${head}\r\n${request.body ?? ''}`;
}

function hostField(host: string, port: number): string {
  const written = host.includes(':') ? `[${host}]` : host;
  return port === 80 ? written : `${written}:${port}`;
}
