/** One event of a stream of server-sent events. Source: HTML standard, "Server-sent events". */

/** Names of the events of `/events`. */
export type FeedEventName = 'snapshot' | 'state' | 'group' | 'daemon' | 'config' | 'log' | 'lag';

/** JSON has no line breaks, so that the data is one line. `id` is what a reader resumes with. */
export function eventFrame(name: FeedEventName, data: object, id: number | null): string {
  const head = id === null ? '' : `id: ${id}\n`;
  return `${head}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Keeps proxies from taking a silent connection for a dead one. */
export const KEEP_ALIVE = ': still here\n\n';

/** How long a reader that was cut waits before it comes back, in milliseconds. */
export const RETRY = 'retry: 2000\n\n';
