/**
 * An open connection: its requests are answered one after another, also when they are pipelined. A client that does not
 * read its answers gets no more of them, so that they do not pile up.
 *
 * Neither this nor an exchange waits by promises where its handler does not: a function that awaits is a large one to V8,
 * and what it takes to compile such functions was much of what the first ten thousand short requests took.
 */
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { begin, type Exchange, type ExchangeContext, type ExchangeSettings } from './exchange.ts';

/** Requests that one client may send ahead of the answers; each is held in memory. */
const MAX_UNANSWERED = 100;

export class Connection implements ExchangeContext {
  readonly settings: ExchangeSettings;
  /** Asked once: Node asks the kernel, or makes an object that says nothing, each time. */
  readonly client: string;
  /** A handler works for it. It is not enough to have sent a part of a request, or to leave an answer unread. */
  isServed = false;
  /** Its answer has no end of its own. */
  isStreaming = false;
  readonly leaving = new AbortController();
  /** Aborted when nobody waits for its answers any more. */
  readonly signal = this.leaving.signal;
  readonly #answered: () => void;
  /** The next ones while one is under way, in the order in which they came. */
  readonly #waiting: Exchange[] = [];
  #isBusy = false;
  #unanswered = 0;
  #hasSentAll = false;

  /** `answered` is called after each answer that is sent, or that nobody wants any more. */
  constructor(socket: Socket, settings: ExchangeSettings, answered: () => void) {
    const { remoteAddress, remotePort } = socket;
    this.settings = settings;
    this.client = remoteAddress === undefined ? 'localhost:0' : `${remoteAddress}:${remotePort}`;
    this.#answered = answered;
    // One request may wait for a thousand processes, each with a listener of its own.
    setMaxListeners(0, this.signal);
  }

  requested(message: IncomingMessage, reply: ServerResponse): void {
    this.#unanswered += 1;
    if (this.#unanswered > MAX_UNANSWERED) {
      message.socket.destroy();
      return;
    }
    const exchange = { message, reply, context: this };
    if (this.#isBusy) {
      this.#waiting.push(exchange);
    } else {
      this.#isBusy = true;
      begin(exchange);
    }
  }

  handling(): void {
    this.isServed = true;
  }

  streaming(): void {
    this.isStreaming = true;
    if (this.#hasSentAll) this.leaving.abort();
  }

  /** No more requests will come: streams end, answers are still read. */
  sentAll(): void {
    this.#hasSentAll = true;
    if (this.isStreaming) this.leaving.abort();
  }

  ended(reply: ServerResponse): void {
    this.isServed = false;
    this.isStreaming = false;
    this.#unanswered -= 1;
    if (this.signal.aborted || isSent(reply)) this.#goOn();
    else whenSent(reply, () => this.#goOn());
  }

  #goOn(): void {
    this.#isBusy = false;
    this.#answered();
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#isBusy = true;
    begin(next);
  }
}

/** The kernel has taken the whole answer, or nobody wants it any more. */
function isSent(reply: ServerResponse): boolean {
  return reply.writableFinished || reply.destroyed;
}

function whenSent(reply: ServerResponse, action: () => void): void {
  const once = () => {
    reply.off('finish', once);
    reply.off('close', once);
    action();
  };
  reply.on('finish', once);
  reply.on('close', once);
}
