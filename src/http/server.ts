/**
 * An HTTP/1.1 server on one address. A connection may stay open and silent for as long as it likes, because event
 * listeners call once an hour over one connection and do not expect it to be gone; what is bounded is their number.
 */
import { createServer, type Server } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { Connection } from './connection.ts';
import type { ExchangeSettings } from './exchange.ts';
import { adoptConnection, betweenRequests, type ServerDescriptors } from './handover.ts';
import { type InetAddress, resolveHost } from './inet-address.ts';
import { toListenError } from './listen-error.ts';
import { errorPage, reasonPhrase } from './message.ts';
import { descriptorOf } from './socket-descriptor.ts';
import {
  existingSocketFile,
  listenOnUnixSocket,
  type SocketFile,
  type UnixSocketAddress,
} from './unix-socket.ts';

export type ServerAddress = UnixSocketAddress | InetAddress;

export interface HttpServerSettings extends Omit<ExchangeSettings, 'maxBodyBytes'> {
  readonly address: ServerAddress;
  /** Gets lines for stderr while the server opens. */
  report(line: string): void;
  readonly maxBodyBytes?: number;
  readonly maxConnections?: number;
  /** Asked with the descriptor of a new connection: whether few can still be had. Absent: there are enough. */
  areFewLeft?(descriptor: number): boolean;
  /** From a predecessor that listened on this very address; without them the server binds anew. */
  readonly inherited?: ServerDescriptors;
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
const MAX_CONNECTIONS = 512;
const BACKLOG = 1024;
/** Node looks for slow requests at this interval; the longest there is, since no daemon should wake up for that. */
const LONGEST_INTERVAL = 2 ** 31 - 1;

/** Resolves when the server listens; rejects with a ListenError. */
export async function openHttpServer(settings: HttpServerSettings): Promise<HttpServer> {
  const server = new HttpServer(settings);
  await server.open();
  return server;
}

export class HttpServer {
  readonly #settings: HttpServerSettings & ExchangeSettings;
  readonly #server: Server;
  /** In the order in which they were made. */
  readonly #connections = new Map<Socket, Connection>();
  #file: SocketFile | null = null;
  /** Connections that came to {@link rest}. */
  #resting = new Set<Socket>();
  /** Exists while the server brings its connections to rest: looks which are. */
  #settle: (() => void) | null = null;

  /** Use {@link openHttpServer}. */
  constructor(settings: HttpServerSettings) {
    this.#settings = { ...settings, maxBodyBytes: settings.maxBodyBytes ?? MAX_BODY_BYTES };
    this.#server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: 0,
      requestTimeout: 0,
      headersTimeout: 0,
      connectionsCheckingInterval: LONGEST_INTERVAL,
      requireHostHeader: false,
    });
    this.#server.maxHeadersCount = MAX_HEADERS;
    // Otherwise Node cuts a connection whose client closed its side, also while its answer is being made.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on('connection', (socket) => this.#connected(socket));
    this.#server.on('request', (message, reply) => {
      this.#connections.get(message.socket)?.requested(message, reply);
    });
    this.#server.on('clientError', refuse);
  }

  /** The port that was bound, for a server opened on port 0. Null on a unix socket. */
  get port(): number | null {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? null : address.port;
  }

  async open(): Promise<void> {
    const { address, inherited, report } = this.#settings;
    const listen = (options: ListenOptions | { readonly fd: number }) => this.#listen(options);
    try {
      if (inherited !== undefined) {
        await listen({ fd: inherited.listening });
        this.#file = address.kind === 'unix' ? existingSocketFile(address.path) : null;
        for (const fd of inherited.connections) this.#server.emit('connection', adoptConnection(fd));
      } else if (address.kind === 'unix') {
        this.#file = await listenOnUnixSocket(address, listen, report);
      } else {
        const host = await resolveHost(address);
        await listen({ host, port: address.port });
      }
      // Without a listener an error of accept(2) would end the daemon.
      this.#server.on('error', (error) => this.#settings.onError(error, null));
    } catch (error) {
      if (this.#server.listening) this.#server.close();
      throw toListenError(error, address.kind === 'unix' ? address.path : `${address.host}:${address.port}`);
    }
  }

  /**
   * Takes no more connections, removes the socket file and ends what is open: streams and waiting requests at once,
   * responses under way when they are sent, or when the signal is aborted. Resolves when no connection is left.
   */
  async close({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    this.#file?.remove();
    this.#file = null;
    // Node would cut responses that are handed over but not yet sent; they are ended below.
    this.#server.closeIdleConnections = () => undefined;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const [socket, connection] of this.#connections) {
      connection.leaving.abort();
      socket.destroySoon();
    }
    const destroy = () => this.#server.closeAllConnections();
    if (signal.aborted) destroy();
    signal.addEventListener('abort', destroy, { once: true });
    await closed;
    signal.removeEventListener('abort', destroy);
  }

  /**
   * Brings all connections to rest, so that a successor in this process can go on with them: requests under way are
   * answered, streams end, and nothing more is read. What has not come to rest when the signal is aborted is cut.
   */
  async rest({ signal }: { readonly signal: AbortSignal }): Promise<ServerDescriptors> {
    for (const [socket, connection] of this.#connections) {
      if (!connection.isStreaming) continue;
      connection.leaving.abort();
      socket.destroySoon();
    }
    const resting = new Set<Socket>();
    this.#resting = resting;
    await new Promise<void>((resolve) => {
      this.#settle = () => {
        for (const socket of betweenRequests(this.#server, this.#connections.keys())) {
          socket.pause();
          resting.add(socket);
        }
        if ([...this.#connections.keys()].every((socket) => resting.has(socket))) resolve();
      };
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#settle();
    });
    return this.descriptors();
  }

  /** What came to {@link rest} so far: connections are taken, and come to rest, until the very end. */
  descriptors(): ServerDescriptors {
    const connections = [...this.#resting].map(descriptorOf).filter((fd) => fd !== null);
    const listening = descriptorOf(this.#server);
    if (listening === null) throw new Error('the server is closed');
    return { listening, connections };
  }

  /** There will be no successor: goes on where it came to {@link rest}. */
  goOn(): void {
    this.#settle = null;
    this.#resting.clear();
    for (const socket of this.#connections.keys()) socket.resume();
  }

  #listen(options: ListenOptions | { readonly fd: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ ...options, backlog: BACKLOG }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  #connected(socket: Socket): void {
    const connection = new Connection(socket, this.#settings, () => this.#answered());
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      connection.leaving.abort();
      this.#settle?.();
    });
    socket.once('end', () => sentAll(socket, connection));
    // Node starts to read a new connection at the end of this turn, whether it was paused or not.
    process.nextTick(() => this.#settle?.());
    if (this.#connections.size > (this.#settings.maxConnections ?? MAX_CONNECTIONS)) {
      (this.#oldestIdle(socket) ?? socket).destroy();
    } else if (this.#settings.areFewLeft?.(descriptorOf(socket) ?? 0) === true) {
      this.#oldestIdle(socket)?.destroy();
    }
  }

  /** A request may be answered while it is parsed; only then does Node know the connection to be between two. */
  #answered(): void {
    if (this.#settle !== null) setImmediate(() => this.#settle?.());
  }

  /** Of the connections that wait for nothing. Null: all others are busy. */
  #oldestIdle(newest: Socket): Socket | null {
    for (const [socket, { isServed }] of this.#connections) {
      if (!isServed && !socket.destroyed && socket !== newest) return socket;
    }
    return null;
  }
}

/**
 * The client has closed its side of the connection. It may wait for the answer to its last request, as with `nc -N`; or it
 * has gone away, which the kernel tells to a writer on a unix socket, and over TCP only to who sends it something. A stream,
 * which may have nothing to send for hours, ends.
 */
function sentAll(socket: Socket, connection: Connection): void {
  connection.sentAll();
  if (connection.signal.aborted) socket.destroySoon();
  else if (connection.isServed) socket.write('');
}

/** What is no HTTP, or too much of it. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const page = errorPage(status);
  socket.end(
    `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\nConnection: close\r\nContent-Type: text/html\r\n` +
      `Content-Length: ${Buffer.byteLength(page)}\r\n\r\n${page}`,
  );
}
