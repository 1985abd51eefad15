/**
 * Events out of the bytes that a listener reads: a header line, then a text of `len` code points in UTF-8. How the bytes
 * are cut into reads does not matter.
 */

export interface Envelope {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);

export class EnvelopeReader {
  #pending: Uint8Array = NOTHING;

  /** The events that are complete with these bytes. Throws when they are no event. */
  feed(bytes: Uint8Array): readonly Envelope[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const envelopes: Envelope[] = [];
    for (let envelope = this.#next(); envelope !== null; envelope = this.#next()) envelopes.push(envelope);
    return envelopes;
  }

  #next(): Envelope | null {
    const headerEnd = this.#pending.indexOf(NEWLINE);
    if (headerEnd < 0) return null;
    const headers = parsePairs(text(this.#pending.subarray(0, headerEnd)));
    const length = Number(headers['len']);
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new Error(`Cannot read event: expected a header with a length, got "${text(this.#pending)}"`);
    }
    const start = headerEnd + 1;
    const end = endOfCodePoints(this.#pending, start, length);
    if (end === null) return null;
    const payload = text(this.#pending.subarray(start, end));
    this.#pending = this.#pending.subarray(end);
    return { headers, payload };
  }
}

/** `key:value` words; a value may hold colons. */
export function parsePairs(line: string): Readonly<Record<string, string>> {
  const pairs = line
    .split(' ')
    .filter((word) => word.includes(':'))
    .map((word) => [word.slice(0, word.indexOf(':')), word.slice(word.indexOf(':') + 1)]);
  return Object.fromEntries(pairs);
}

/** Where `count` code points end; null when they are not there yet. */
function endOfCodePoints(bytes: Uint8Array, start: number, count: number): number | null {
  let at = start;
  for (let left = count; left > 0; left--) {
    const first = bytes[at];
    if (first === undefined) return null;
    at += sequenceLength(first);
  }
  return at <= bytes.byteLength ? at : null;
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
