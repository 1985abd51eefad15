/** The streaming log endpoints: `/logtail/<name>[/stdout|/stderr]` and `/mainlogtail`. Source: Supervisor http.py. */

import { followLog } from '../logs/tail-follow.ts';
import { logOfTarget } from './log-target.ts';
import type { RpcWorld } from './world.ts';

/** What of an HTTP request matters here. */
export interface LogTailRequest {
  /** As it was sent: percent-encoded, with its query. */
  readonly target: string;
  readonly signal: AbortSignal;
}

/** In the shape of the HTTP server's responses. */
export type LogTailResponse =
  | { readonly kind: 'error'; readonly status: 404 }
  | {
      readonly kind: 'stream';
      readonly status: 200;
      readonly headers: Readonly<Record<string, string>>;
      readonly pieces: AsyncIterable<Uint8Array>;
    };

const NOT_FOUND: LogTailResponse = { kind: 'error', status: 404 };
/** Asks a reverse proxy not to hold the stream back. */
const UNBUFFERED = { 'X-Accel-Buffering': 'no' } as const;

/** The log of a process. 404 where there is no such process, channel or file. */
export async function followProcessLog(
  world: RpcWorld,
  { target, signal }: LogTailRequest,
): Promise<LogTailResponse> {
  const log = logOfTarget(world, target);
  return log === null ? NOT_FOUND : follow(world, { path: log.path, signal, headers: UNBUFFERED });
}

/** The daemon's own log. */
export async function followMainLog(world: RpcWorld, { signal }: LogTailRequest): Promise<LogTailResponse> {
  const path = world.daemon.logfile;
  return path === null ? NOT_FOUND : follow(world, { path, signal, headers: {} });
}

async function follow(
  { clock }: RpcWorld,
  request: {
    readonly path: string;
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
  },
): Promise<LogTailResponse> {
  const result = await followLog(request.path, { clock, signal: request.signal });
  if (result.kind === 'failed') return NOT_FOUND;
  const headers = {
    'Last-Modified': new Date(result.modifiedAt).toUTCString(),
    'Content-Type': 'text/plain;charset=utf-8',
    ...request.headers,
  };
  return { kind: 'stream', status: 200, headers, pieces: result.chunks };
}
