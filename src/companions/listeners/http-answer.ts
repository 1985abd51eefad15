/** One HTTP request with a bound on the time until its whole answer is there. */
import type { IncomingMessage } from 'node:http';

export interface HttpAsk {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In milliseconds. */
  readonly within: number;
}

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly reason: string; readonly body: string }
  /** `code` is the system's, such as `ECONNREFUSED`; `TIMEOUT` when the time was over. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export type AskHttp = (ask: HttpAsk) => Promise<HttpAnswer>;

/** Of a body, in bytes: more is not kept. */
const LONGEST_BODY = 8 * 1024 * 1024;

export const askHttp: AskHttp = ({ url, method, headers, body, within }) =>
  new Promise((resolve) => {
    // An `import` would load what fetch() needs as well, from Node 22 on: 7 MB for as long as a listener lives.
    const { request: send } = process.getBuiltinModule(
      url.protocol === 'https:' ? 'node:https' : 'node:http',
    );
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const call = send(url, { method, headers: { ...headers, ...length }, agent: false });
    const timer = setTimeout(() => {
      settle({ kind: 'failed', code: 'TIMEOUT', message: `no answer within ${within / 1000} s` });
      call.destroy();
    }, within);
    const settle = (answer: HttpAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const failed = (error: Error & { code?: string }) =>
      settle({
        kind: 'failed',
        code: error.code ?? 'UNKNOWN',
        message: error.message || error.code || 'unknown',
      });
    call.on('error', failed);
    call.once('response', (response) => collect(response, settle, failed));
    call.end(body);
  });

function collect(
  response: IncomingMessage,
  settle: (answer: HttpAnswer) => void,
  failed: (error: Error) => void,
): void {
  const pieces: Uint8Array[] = [];
  let length = 0;
  response.on('data', (piece: Uint8Array) => {
    length += piece.byteLength;
    if (length <= LONGEST_BODY) pieces.push(piece);
  });
  response.on('error', failed);
  response.once('end', () =>
    settle({
      kind: 'answered',
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      body: Buffer.concat(pieces).toString('utf8'),
    }),
  );
}
