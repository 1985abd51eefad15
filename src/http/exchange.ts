/** One request and its response: lets it in, reads its body, calls the handler, writes what that gives. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AdmissionSettings, admit, CLOSE } from './admission.ts';
import { errorPage, errorResponse, type HttpHeaders, type HttpResponse } from './message.ts';
import { ReceivedRequest } from './received-request.ts';
import { type BodyOutcome, discardBody, readBody } from './request-body.ts';
import type { Router } from './router.ts';

export interface ExchangeSettings extends AdmissionSettings {
  readonly router: Router;
  readonly maxBodyBytes: number;
  /** The value of the `Server` header. */
  readonly serverName: string;
  /** A handler threw, and the answer is 500; or, without a request, the server itself failed, e.g. to accept. */
  onError(error: unknown, request: RequestSummary | null): void;
  /** Called after each response. */
  onAccess?(access: Access): void;
}

export interface RequestSummary {
  /** `address:port` of the other side, `localhost:0` on a unix socket. */
  readonly client: string;
  readonly method: string;
  readonly target: string;
}

/** A line of the access log. */
export interface Access extends RequestSummary {
  readonly httpVersion: string;
  readonly status: number;
  /** Of the response's body. */
  readonly bytes: number;
}

/** What a request has to know of its connection. */
export interface ExchangeContext {
  readonly settings: ExchangeSettings;
  /** `address:port` of the other side, `localhost:0` on a unix socket. */
  readonly client: string;
  /** Aborted when nobody waits for the response any more. */
  readonly signal: AbortSignal;
  /** Called when the request is complete and its handler begins to work. */
  handling(): void;
  /** Called when the answer is one without an end of its own. */
  streaming(): void;
  /** Called at the end, when the response is handed to Node, or nobody is left to read it. */
  ended(reply: ServerResponse): void;
}

const LONG_BODY = 16_384;
const NOT_MODIFIED = 304;

const NO_BODY = Buffer.alloc(0);

type Kind<Name extends HttpResponse['kind']> = Extract<HttpResponse, { readonly kind: Name }>;

/** A request that came over a connection, and where its response goes. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly reply: ServerResponse;
  readonly context: ExchangeContext;
}

/** What a step of an exchange answers: the length of the response's body, or null while there is more to wait for. */
type Written = number | null;

/** The context is told of the end, whatever happens. */
export function begin(exchange: Exchange): void {
  const { reply, context } = exchange;
  // The requests behind one whose sender left are not carried out.
  if (context.signal.aborted) context.ended(reply);
  else take(exchange, () => receive(exchange));
}

/** What goes wrong in a step is answered as well. */
function take(exchange: Exchange, step: () => Written): void {
  let bytes: Written;
  try {
    bytes = step();
  } catch (error) {
    bytes = fail(exchange, error);
  }
  if (bytes !== null) end(exchange, bytes);
}

function receive(exchange: Exchange): Written {
  const { message, context } = exchange;
  const { settings } = context;
  const admission = admit(message, settings);
  if (admission.kind === 'refused') {
    const { response } = admission;
    discardBody(message, settings.maxBodyBytes, () => take(exchange, () => write(exchange, response)));
    return null;
  }
  const { isReadOnly } = admission;
  if (message.method !== 'POST') return handle(exchange, NO_BODY, isReadOnly);
  readBody(message, settings.maxBodyBytes, (outcome) => {
    take(exchange, () => received(exchange, outcome, isReadOnly));
  });
  return null;
}

function received(exchange: Exchange, outcome: BodyOutcome, isReadOnly: boolean): Written {
  switch (outcome.kind) {
    case 'body':
      return handle(exchange, outcome.body, isReadOnly);
    case 'length-required':
      return write(exchange, errorResponse(411));
    case 'too-large':
      return write(exchange, errorResponse(413, CLOSE));
    case 'aborted':
      return cut(exchange);
  }
}

function handle(exchange: Exchange, body: Buffer, isReadOnly: boolean): Written {
  const { message, context } = exchange;
  const { settings, signal, client } = context;
  const { method = '', url = '' } = message;
  const handler = settings.router(method, url);
  context.handling();
  const hasLogin = settings.authenticator !== null;
  const response = handler(new ReceivedRequest(message, { body, client, signal, isReadOnly, hasLogin }));
  if (!(response instanceof Promise)) return write(exchange, response);
  response.then(
    (later) => take(exchange, () => write(exchange, later)),
    (error) => end(exchange, fail(exchange, error)),
  );
  return null;
}

function write(exchange: Exchange, response: HttpResponse): Written {
  const { reply, context } = exchange;
  if (context.signal.aborted) return cut(exchange);
  if (response.kind !== 'stream') return send(response, reply, context.settings.serverName);
  context.streaming();
  sendPieces(response, reply, context).then(
    (bytes) => end(exchange, bytes),
    (error) => end(exchange, fail(exchange, error)),
  );
  return null;
}

/** Answers the length of the body that says so. */
function fail(exchange: Exchange, error: unknown): number {
  const { message, reply, context } = exchange;
  const { settings, signal, client } = context;
  const { method = '', url: target = '' } = message;
  // A handler that waited for something ends so when nobody waits for it any more.
  if (!signal.aborted) settings.onError(error, { client, method, target });
  // A stream that fails after its head was sent can only be cut.
  if (signal.aborted || reply.headersSent) return cut(exchange);
  return send({ kind: 'error', status: 500 }, reply, settings.serverName);
}

/** Answers how much is written: nothing. */
function cut({ reply }: Exchange): number {
  reply.destroy();
  return 0;
}

function end({ message, reply, context }: Exchange, bytes: number): void {
  const { settings, client } = context;
  const { method = '', url: target = '', httpVersion } = message;
  settings.onAccess?.({ client, method, target, httpVersion, status: reply.statusCode, bytes });
  context.ended(reply);
}

/** Answers the length of the body. */
function send(response: Kind<'whole' | 'error'>, reply: ServerResponse, serverName: string): number {
  const headers = ['Server', serverName];
  const body = response.kind === 'error' ? errorPage(response.status) : response.body;
  // Node appends a text to the head, which would copy a long one.
  const content = typeof body === 'string' && body.length > LONG_BODY ? Buffer.from(body) : body;
  const length = Buffer.byteLength(content);
  if (response.kind === 'error') headers.push('Content-Type', 'text/html');
  if (response.headers !== undefined) addHeaders(headers, response.headers);
  // Of 304 it would be the length of what is not sent. Source: RFC 9110, section 8.6.
  if (response.status !== NOT_MODIFIED) headers.push('Content-Length', String(length));
  reply.writeHead(response.status, headers);
  if (response.kind === 'whole' && response.onSent !== undefined) reply.once('finish', response.onSent);
  // A text of ASCII alone, as nearly all are, is written as it lies in memory.
  reply.end(content, length === content.length ? 'latin1' : 'utf8');
  return length;
}

/** To a list of names and values in turns, which Node writes as it is: from an object it makes a table first. */
function addHeaders(list: string[], headers: HttpHeaders): void {
  for (const name of Object.keys(headers)) list.push(name, headers[name] ?? '');
}

/** Answers the length of all pieces. A reader that is slow slows them down: nothing piles up. */
async function sendPieces(
  { status, headers, pieces }: Kind<'stream'>,
  reply: ServerResponse,
  { settings, signal }: ExchangeContext,
): Promise<number> {
  const all = ['Server', settings.serverName];
  addHeaders(all, headers);
  reply.writeHead(status, all);
  reply.flushHeaders();
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      if (signal.aborted) break;
      bytes += piece.length;
      if (!reply.write(piece)) await once(reply, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  reply.end();
  return bytes;
}
