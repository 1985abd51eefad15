/** A reply as text that does not depend on times, pids and paths. */
import { headerValue, type RawReply } from '../../support/raw-http.ts';

export interface RunFacts {
  readonly directory: string;
  readonly pid: number;
}

export const NO_REPLY = '(no reply)';

export function replyText(reply: RawReply | null, facts: RunFacts): string {
  if (reply === null) return NO_REPLY;
  const headers = reply.headers.map((header) => plainHeader(header, reply.body)).sort();
  return [reply.statusLine, ...headers, '', plainBody(reply.body.toString('utf8'), facts)].join('\n');
}

/** The status code of a text; 0 where there was no reply. */
export function statusOf(text: string): number {
  return Number(/^HTTP\/\d\.\d (\d+)/.exec(text)?.[1] ?? 0);
}

/** The fault in a text, or null. */
export function faultOf(text: string): { readonly code: number; readonly text: string } | null {
  const fault = /<fault>[\s\S]*<int>(\d+)<\/int>[\s\S]*<string>([\s\S]*)<\/string>/.exec(text);
  return fault === null ? null : { code: Number(fault[1]), text: fault[2] ?? '' };
}

/** A length is kept as whether it is right: what it counts contains pids and paths. */
function plainHeader(header: string, body: Buffer): string {
  const [name = ''] = header.split(':', 1);
  if (/^date$|^last-modified$/i.test(name)) return `${name}: <time>`;
  if (!/^content-length$/i.test(name)) return header;
  const length = headerValue([header], 'content-length');
  return `${name}: ${length === String(body.length) ? '<length of the body>' : 'WRONG'}`;
}

function plainBody(body: string, { directory, pid }: RunFacts): string {
  return body
    .replaceAll(directory, '<here>')
    .replaceAll(/(<name>pid<\/name>\n<value><int>)[1-9]\d*/g, '$1<pid>')
    .replaceAll(/(<name>(?:start|stop|now)<\/name>\n<value><int>)[1-9]\d*/g, '$1<time>')
    .replaceAll(/pid \d+, uptime (?:\d+ days?, )?\d+:\d\d:\d\d/g, 'pid <pid>, uptime <time>')
    .replaceAll(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, '<date>')
    .replaceAll(/(-std(?:out|err)---[^/\s]*-)[a-z0-9_]{8}\.log/g, '$1<random>.log')
    .replaceAll(`<int>${pid}</int>`, '<int><pid of the daemon></int>');
}
