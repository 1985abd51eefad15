/** What a handler sees of Node's message. A class, because a new object with accessors costs as much as all the rest. */
import type { IncomingMessage } from 'node:http';
import { loginOf } from './basic-auth.ts';
import type { HttpRequest } from './message.ts';
import { descriptorOf } from './socket-descriptor.ts';

export interface ReceivedParts {
  readonly body: Buffer;
  readonly client: string;
  readonly signal: AbortSignal;
  readonly isReadOnly: boolean;
  /** Whether a password was asked for. */
  readonly hasLogin: boolean;
}

export class ReceivedRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HttpRequest['headers'];
  readonly body: Buffer;
  readonly client: string;
  readonly signal: AbortSignal;
  readonly isReadOnly: boolean;
  /** An arrow function, because it is passed on without the object. */
  readonly descriptor = () => descriptorOf(this.#message.socket);
  readonly #hasLogin: boolean;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage, { body, client, signal, isReadOnly, hasLogin }: ReceivedParts) {
    this.method = message.method ?? '';
    this.target = message.url ?? '';
    this.headers = message.headers;
    this.body = body;
    this.client = client;
    this.signal = signal;
    this.isReadOnly = isReadOnly;
    this.#hasLogin = hasLogin;
    this.#message = message;
  }

  get login(): string | null {
    return this.#hasLogin ? loginOf(this.#message.headers.authorization) : null;
  }
}
