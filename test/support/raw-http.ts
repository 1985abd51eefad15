/** Bytes to a socket and the replies that come back: for what no HTTP client would send, and how replies really look. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitUntil } from './wait-until.ts';

export type RawTarget = { readonly path: string } | { readonly host: string; readonly port: number };

export interface RawReply {
  readonly statusLine: string;
  /** As sent, in order. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');

export class RawConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
    });
    // A reset is a way to be closed.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isClosed = true;
    });
  }

  static async open(target: RawTarget): Promise<RawConnection> {
    const socket = connect(target);
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes that arrived and were not yet taken. */
  get pending(): Buffer {
    return this.#received;
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Stops reading, so that what the server sends fills the kernel's buffers. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.destroy();
  }

  async untilClosed(within = 30_000): Promise<void> {
    await waitUntil('the connection to be closed', () => this.#isClosed, { every: 2, within });
  }

  /** The next whole reply; null when the connection was closed before there was one. */
  async reply(within = 30_000): Promise<RawReply | null> {
    for (;;) {
      const isClosed = this.#isClosed;
      const reply = this.#takeReply(isClosed);
      if (reply !== null || isClosed) return reply;
      const before = this.#received.length;
      await waitUntil('a reply', () => this.#isClosed || this.#received.length > before, {
        every: 1,
        within,
      });
    }
  }

  #takeReply(isComplete: boolean): RawReply | null {
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd === -1) return null;
    const [statusLine = '', ...headers] = this.#received
      .subarray(0, headEnd)
      .toString('latin1')
      .split('\r\n');
    const start = headEnd + HEAD_END.length;
    const length = headerValue(headers, 'content-length');
    if (length === null && !isComplete) return null;
    const end = length === null ? this.#received.length : start + Number(length);
    if (this.#received.length < end && !isComplete) return null;
    const body = this.#received.subarray(start, end);
    this.#received = this.#received.subarray(end);
    return { statusLine, headers, body };
  }
}

/** Null when there is no such header. `name` is in lower case. */
export function headerValue(headers: readonly string[], name: string): string | null {
  const header = headers.find((line) => line.toLowerCase().startsWith(`${name}:`));
  return header === undefined ? null : header.slice(name.length + 1).trim();
}

/** A request with a body and its length. */
export function postRequest(body: string | Uint8Array, headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body as string);
  const head = ['POST /RPC2 HTTP/1.1', 'Host: x', ...headers, `Content-Length: ${bytes.length}`, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n')), bytes]);
}
