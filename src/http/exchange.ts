/** One request and its response: authenticates, routes, reads the body, calls the handler, writes what it gives. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Verdict } from './basic-auth.ts';
import { type GuardPolicy, refusalOf } from './browser-guard.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { errorPage, errorResponse, type HttpHeaders, type HttpResponse, textResponse } from './message.ts';
import { ReceivedRequest } from './received-request.ts';
import { discardBody, readBody } from './request-body.ts';
import type { Router } from './router.ts';

export interface ExchangeSettings {
  readonly router: Router;
  /** Null: everybody may do everything. */
  readonly authenticator: Authenticator | null;
  /** Null: passwords may be tried as fast as they come. */
  readonly throttle?: LoginThrottle | null;
  /** Null: nothing is known about who may send what from a browser, and everything is let through. */
  readonly guard?: GuardPolicy | null;
  /** Whether this is answered without a password. */
  isPublic?(method: string, target: string): boolean;
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
  /** Aborted when nobody waits for the response any more. */
  readonly signal: AbortSignal;
  /** Called when the request is complete and its handler begins to work. */
  handling(): void;
  /** Called when the answer is one without an end of its own. */
  streaming(): void;
}

/** The connection cannot be used for another request, since the rest of this one was not read. */
const CLOSE = { Connection: 'close' } as const;

const LONG_BODY = 16_384;
const NOT_MODIFIED = 304;

/** Resolves when the response is handed to Node, or nobody is left to read it. Never rejects. */
export async function exchange(
  message: IncomingMessage,
  reply: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const { settings, signal } = context;
  const summary = summarize(message);
  // The requests behind one whose sender left are not carried out.
  if (signal.aborted) return;
  let bytes = 0;
  try {
    const response = await respond(message, summary, context);
    if (response === null || signal.aborted) reply.destroy();
    else bytes = await write(response, reply, context);
  } catch (error) {
    // A handler that waited for something ends so when nobody waits for it any more.
    if (!signal.aborted) settings.onError(error, summary);
    // A stream that fails after its head was sent can only be cut.
    if (signal.aborted || reply.headersSent) reply.destroy();
    else bytes = await write(errorResponse(500), reply, context);
  }
  const { client, method, target } = summary;
  const { httpVersion } = message;
  settings.onAccess?.({ client, method, target, httpVersion, status: reply.statusCode, bytes });
}

function summarize(message: IncomingMessage): RequestSummary {
  const { remoteAddress, remotePort } = message.socket;
  return {
    client: remoteAddress === undefined ? 'localhost:0' : `${remoteAddress}:${remotePort}`,
    method: message.method ?? '',
    target: message.url ?? '',
  };
}

/** Null when the other side went away before it had sent everything. */
async function respond(
  message: IncomingMessage,
  { client, method, target }: RequestSummary,
  context: ExchangeContext,
): Promise<HttpResponse | null> {
  const { settings, signal } = context;
  const entry = admit(message, settings);
  if (entry.kind === 'refused') {
    await discardBody(message, settings.maxBodyBytes);
    return entry.response;
  }
  const handler = settings.router(method, target);
  let body: Buffer = Buffer.alloc(0);
  if (method === 'POST') {
    const outcome = await readBody(message, settings.maxBodyBytes);
    if (outcome.kind === 'length-required') return errorResponse(411);
    if (outcome.kind === 'too-large') return errorResponse(413, CLOSE);
    if (outcome.kind === 'aborted') return null;
    body = outcome.body;
  }
  context.handling();
  const hasLogin = settings.authenticator !== null;
  return handler(
    new ReceivedRequest(message, { body, client, signal, isReadOnly: entry.isReadOnly, hasLogin }),
  );
}

type Entry =
  | { readonly kind: 'admitted'; readonly isReadOnly: boolean }
  | { readonly kind: 'refused'; readonly response: HttpResponse };

/** Password first: who has none learns nothing about what else is wrong. */
function admit(message: IncomingMessage, settings: ExchangeSettings): Entry {
  const { method = '', url: target = '', headers } = message;
  const isOpen = settings.authenticator === null || settings.isPublic?.(method, target) === true;
  const verdict = isOpen ? 'granted' : authenticate(message, settings);
  if (typeof verdict === 'number') {
    return refused(
      textResponse(429, 'Too many wrong passwords.\n', { ...CLOSE, 'Retry-After': `${verdict}` }),
    );
  }
  if (verdict === 'malformed') return refused(errorResponse(400, CLOSE));
  if (verdict === 'denied') {
    return refused(errorResponse(401, { ...CLOSE, 'WWW-Authenticate': 'Basic realm="default"' }));
  }
  if (settings.guard != null) {
    const refusal = refusalOf({ method, target, headers, isAuthenticated: !isOpen }, settings.guard);
    if (refusal !== null) return refused(textResponse(403, `${refusal}\n`, CLOSE));
  }
  return { kind: 'admitted', isReadOnly: verdict === 'granted-read-only' };
}

function refused(response: HttpResponse): Entry {
  return { kind: 'refused', response };
}

/** A number: refused unseen, for so many seconds. */
function authenticate(
  message: IncomingMessage,
  { authenticator, throttle }: ExchangeSettings,
): Verdict | number {
  const { authorization } = message.headers;
  const address = message.socket.remoteAddress;
  // On a unix socket the permissions of the file say who may try.
  if (throttle == null || address === undefined || authorization === undefined) {
    return authenticator?.(authorization) ?? 'granted';
  }
  const seconds = throttle.refusedFor(address, authorization);
  if (seconds > 0) return seconds;
  const verdict = authenticator?.(authorization) ?? 'granted';
  if (verdict === 'denied') throttle.failed(address);
  else if (verdict !== 'malformed') throttle.succeeded(address, authorization);
  return verdict;
}

/** Answers the length of the body. */
async function write(
  response: HttpResponse,
  reply: ServerResponse,
  context: ExchangeContext,
): Promise<number> {
  const headers = ['Server', context.settings.serverName];
  if (response.kind === 'stream') {
    context.streaming();
    addHeaders(headers, response.headers);
    reply.writeHead(response.status, headers);
    reply.flushHeaders();
    return writePieces(response.pieces, reply, context.signal);
  }
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
  reply.end(content);
  return length;
}

/** To a list of names and values in turns, which Node writes as it is: from an object it makes a table first. */
function addHeaders(list: string[], headers: HttpHeaders): void {
  for (const name of Object.keys(headers)) list.push(name, headers[name] ?? '');
}

/** A reader that is slow slows the pieces down: nothing piles up. */
async function writePieces(
  pieces: AsyncIterable<Uint8Array>,
  reply: ServerResponse,
  signal: AbortSignal,
): Promise<number> {
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
