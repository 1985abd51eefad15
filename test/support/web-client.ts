/** HTTP requests with headers that no client of Node's own would send: `Host`, `Origin`, and streams read as they come. */
import { type IncomingMessage, request } from 'node:http';
import { waitUntil } from './wait-until.ts';

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface WebCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Each call on a connection of its own. */
export class WebClient {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  call(path: string, { method = 'GET', headers = {}, body }: WebCall = {}): Promise<WebAnswer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, path, method, headers, agent: false };
      const outgoing = request(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode = 0, headers: received } = incoming;
          resolve({ status: statusCode, headers: received, body: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Of an answer that may have no end. */
  status(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, path, headers, agent: false };
      const outgoing = request(options, (incoming) => {
        resolve(incoming.statusCode ?? 0);
        incoming.destroy();
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** The JSON-RPC answer: `result` or `error`. */
  async rpc(
    method: string,
    params: unknown = [],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{
    readonly result?: unknown;
    readonly error?: { readonly code: number; readonly message: string };
  }> {
    const answer = await this.call('/rpc', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    if (answer.status !== 200) throw new Error(`${method}: HTTP status ${answer.status}\n${answer.body}`);
    return JSON.parse(answer.body);
  }

  events(path: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, path, headers, agent: false };
      const outgoing = request(options, (incoming) => resolve(new EventStream(incoming)));
      outgoing.on('error', reject);
      outgoing.end();
    });
  }
}

export interface ServerEvent {
  readonly id: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the events hold is for the tests to judge
  readonly data: any;
}

export class EventStream {
  readonly #incoming: IncomingMessage;
  #text = '';
  #isEnded = false;
  readonly events: ServerEvent[] = [];

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => this.#received(text));
    // A reset is a way to be closed.
    incoming.on('error', () => undefined);
    incoming.on('close', () => {
      this.#isEnded = true;
    });
  }

  get status(): number {
    return this.#incoming.statusCode ?? 0;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The first event so far, or to come, that is accepted. */
  until(what: string, accept: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    return waitUntil(what, () => this.events.find(accept)).then((event) => {
      if (event === undefined) throw new Error(what);
      return event;
    });
  }

  pause(): void {
    this.#incoming.pause();
  }

  resume(): void {
    this.#incoming.resume();
  }

  close(): void {
    this.#incoming.destroy();
  }

  #received(text: string): void {
    const blocks = (this.#text + text).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const name = field('event');
      if (name !== undefined) {
        this.events.push({ id: field('id') ?? '', name, data: JSON.parse(field('data') ?? 'null') });
      }
    }
  }
}
