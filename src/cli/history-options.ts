/** The words behind `history`. */
import { parseSince } from './since.ts';

export interface HistoryOptions {
  /** Empty: everything. */
  readonly name: string;
  /** Unix time in seconds. */
  readonly since: number;
  readonly limit: number;
  readonly format: 'text' | 'json';
}

const DEFAULT_LIMIT = 100;
/** XML-RPC has no larger number. */
const LARGEST = 2 ** 31 - 1;

/** A text says what is wrong. */
export function parseHistoryOptions(words: readonly string[], now: Date): HistoryOptions | string {
  let options: HistoryOptions = { name: '', since: 0, limit: DEFAULT_LIMIT, format: 'text' };
  const rest = words.flatMap(splitAtEquals);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const next = word.startsWith('-')
      ? withOption(options, { word, value: rest.shift() }, now)
      : withName(options, word);
    if (typeof next === 'string') return next;
    options = next;
  }
  return options;
}

function splitAtEquals(word: string): readonly string[] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

function withName(options: HistoryOptions, word: string): HistoryOptions | string {
  if (options.name !== '') return 'Error: history takes one name';
  return { ...options, name: word === 'all' ? '' : word };
}

function withOption(
  options: HistoryOptions,
  { word, value }: { readonly word: string; readonly value: string | undefined },
  now: Date,
): HistoryOptions | string {
  if (!['--since', '-n', '-o'].includes(word)) return `Error: history does not know the option ${word}`;
  if (value === undefined) return `Error: ${word} wants a value`;
  switch (word) {
    case '--since': {
      const since = parseSince(value, now);
      if (since !== null && since >= 0 && since <= LARGEST) return { ...options, since };
      return `Error: cannot read the time "${value}", expected one such as 2h, 3d, 10:00 or 2026-11-22T10:00`;
    }
    case '-n': {
      const limit = /^\d{1,9}$/.test(value) ? Number(value) : 0;
      return limit > 0 ? { ...options, limit } : `Error: -n wants a number of entries, got "${value}"`;
    }
    default:
      return value === 'json' || value === 'text'
        ? { ...options, format: value }
        : `Error: -o wants text or json, got "${value}"`;
  }
}
