/** `GET /events`: what happens, as server-sent events. */
import type { EventFeed } from './event-feed.ts';
import { readFeedRequest } from './event-request.ts';
import type { WebRequest, WebResponse } from './message.ts';

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  // Asks a reverse proxy not to hold the stream back.
  'X-Accel-Buffering': 'no',
} as const;

export function serveEvents(feed: EventFeed, { target, headers, signal }: WebRequest): WebResponse {
  const request = readFeedRequest(target, headers);
  if (request === null) return { kind: 'error', status: 400 };
  const pieces = feed.open(request, signal);
  if (pieces === null) return { kind: 'error', status: 503, headers: { 'Retry-After': '30' } };
  return { kind: 'stream', status: 200, headers: HEADERS, pieces };
}
