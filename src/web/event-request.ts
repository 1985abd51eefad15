/** What a reader of `/events` asks for, from its URL and its headers. */
import { splitNamespec } from '../core/namespec.ts';
import { queryOf } from '../rpc/request-target.ts';

export type FeedType = 'state' | 'config' | 'log';

export interface WantedLog {
  readonly group: string;
  readonly process: string;
  readonly channel: 'stdout' | 'stderr';
}

export interface FeedRequest {
  readonly types: ReadonlySet<FeedType>;
  readonly logs: readonly WantedLog[];
  /** Whether their text is wanted, or only that there is some: whoever reads the file itself has no use for it. */
  readonly hasText: boolean;
  /** The last event that the reader knows of, from an earlier connection or from the page; null where there is none. */
  readonly lastEventId: number | null;
}

/** Logs that one reader may follow: each costs an open file and a watch of the kernel's. */
const MOST_LOGS = 100;

/** Null where it makes no sense. Without `types` everything is sent that was not left out. */
export function readFeedRequest(
  target: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): FeedRequest | null {
  const query = queryOf(target);
  const types = words(query.get('types') ?? 'state,config,log');
  if (!types.every(isType)) return null;
  const logs = [...words(query.get('logs') ?? ''), ...query.getAll('log')].map(readLog);
  const known = logs.filter((log) => log !== null);
  if (known.length < logs.length || logs.length > MOST_LOGS) return null;
  const wanted = new Set(types);
  const header = headers['last-event-id'];
  const lastEventId = readId(typeof header === 'string' ? header : query.get('after'));
  return {
    types: wanted,
    logs: wanted.has('log') ? known : [],
    hasText: query.get('text') !== '0',
    lastEventId,
  };
}

function readId(text: string | null): number | null {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

function words(text: string): readonly string[] {
  return text.split(',').filter((word) => word !== '');
}

function isType(word: string): word is FeedType {
  return word === 'state' || word === 'config' || word === 'log';
}

/** `group:name:stdout`, `name:stderr`, or a name alone for its standard output. */
function readLog(text: string): WantedLog | null {
  const match = /^(.*):(stdout|stderr)$/.exec(text);
  const channel = match?.[2] === 'stderr' ? 'stderr' : 'stdout';
  const { group, process } = splitNamespec(match?.[1] ?? text);
  return process === null || process === '' ? null : { group, process, channel };
}
