/** What handlers get and give: a whole request in, a response out. No sockets, no streams of Node. */
import { STATUS_CODES } from 'node:http';

export type HttpHeaders = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly method: string;
  /** The request target as it was sent, percent-encoded, with its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty unless the method is POST. */
  readonly body: Buffer;
  /** `address:port` of the other side, `localhost:0` on a unix socket. */
  readonly client: string;
  /** The name in the password that was accepted; null where none is asked for. */
  readonly login: string | null;
  /** The descriptor of the connection, whose other side the kernel knows; null once it is closed. */
  descriptor(): number | null;
  /** Whether the user who sent it may only look. */
  readonly isReadOnly: boolean;
  /** Aborted when the other side goes away or the server closes: nobody waits for the response any more. */
  readonly signal: AbortSignal;
}

export type HttpResponse =
  /** The page of an error status. */
  | { readonly kind: 'error'; readonly status: number; readonly headers?: HttpHeaders }
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: HttpHeaders;
      readonly body: string | Uint8Array;
      /** Called when the body is sent and not needed any more; never, perhaps, where it could not be. */
      readonly onSent?: () => void;
    }
  /** Pieces are sent as they come, until they end or the request's signal is aborted. */
  | {
      readonly kind: 'stream';
      readonly status: number;
      readonly headers: HttpHeaders;
      readonly pieces: AsyncIterable<Uint8Array>;
    };

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

export function errorResponse(status: number, headers: HttpHeaders = {}): HttpResponse {
  return { kind: 'error', status, headers };
}

/** A sentence for people and programs alike. */
export function textResponse(status: number, text: string, headers: HttpHeaders = {}): HttpResponse {
  const own = { 'Content-Type': 'text/plain;charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
  return { kind: 'whole', status, headers: { ...own, ...headers }, body: text };
}

export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? 'Unknown';
}

/** The body of an error, as the server inside Supervisor words it. */
export function errorPage(status: number): string {
  return [
    '<head>',
    '<title>Error response</title>',
    '</head>',
    '<body>',
    '<h1>Error response</h1>',
    `<p>Error code ${status}.`,
    `<p>Message: ${reasonPhrase(status)}.`,
    '</body>',
    '',
  ].join('\r\n');
}
