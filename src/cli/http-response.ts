/**
 * Reads one HTTP/1.x response from bytes as they arrive. The body may have a length, be chunked, or end with the
 * connection. Source: RFC 9112, sections 2 to 7.
 */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** Whether the connection may carry another request afterwards. */
  readonly keepsAlive: boolean;
}

export interface ResponseListener {
  head(head: ResponseHead): void;
  body(bytes: Uint8Array): void;
}

/** The peer does not speak HTTP as this client knows it. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

type Step =
  | { readonly kind: 'head' }
  | { readonly kind: 'counted'; readonly left: number }
  | { readonly kind: 'until-close' }
  | { readonly kind: 'chunk-size' }
  | { readonly kind: 'chunk'; readonly left: number }
  | { readonly kind: 'chunk-end' }
  | { readonly kind: 'trailer' }
  | { readonly kind: 'done' };

/** A status line and header fields that are longer than this are refused. */
const MAX_HEAD_BYTES = 65_536;
const PREFIX = Buffer.from('HTTP/');
const EMPTY = Buffer.alloc(0);

export class ResponseReader {
  readonly #listener: ResponseListener;
  #pending: Buffer = EMPTY;
  #step: Step = { kind: 'head' };

  constructor(listener: ResponseListener) {
    this.#listener = listener;
  }

  get isDone(): boolean {
    return this.#step.kind === 'done';
  }

  /** Whether the end of the connection, now, is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#step.kind === 'until-close';
  }

  /** Whether any byte of this response has come. */
  get hasBegun(): boolean {
    return this.#step.kind !== 'head' || this.#pending.length > 0;
  }

  push(data: Buffer): void {
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    while (this.#advance()) {
      // Each turn takes one piece: a line, a chunk, the rest of the body.
    }
  }

  /** False when more bytes are needed, or none is. */
  #advance(): boolean {
    const step = this.#step;
    switch (step.kind) {
      case 'head':
        return this.#readHead();
      case 'counted':
        return this.#pass(step.left, (left) => (left === 0 ? { kind: 'done' } : { kind: 'counted', left }));
      case 'until-close':
        return this.#pass(Number.POSITIVE_INFINITY, () => step);
      case 'chunk-size':
        return this.#readChunkSize();
      case 'chunk':
        return this.#pass(step.left, (left) =>
          left === 0 ? { kind: 'chunk-end' } : { kind: 'chunk', left },
        );
      case 'chunk-end':
        return this.#takeLine() === undefined ? false : this.#goTo({ kind: 'chunk-size' });
      case 'trailer': {
        const line = this.#takeLine();
        if (line === undefined) return false;
        return line === '' ? this.#goTo({ kind: 'done' }) : true;
      }
      case 'done':
        return false;
    }
  }

  #readHead(): boolean {
    // At once: another protocol may never send the end of a header.
    if (!startsAlike(this.#pending, PREFIX)) throw new HttpSyntaxError('the reply is not HTTP');
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end > MAX_HEAD_BYTES || (end < 0 && this.#pending.length > MAX_HEAD_BYTES)) {
      throw new HttpSyntaxError('the header of the reply is too long');
    }
    if (end < 0) return false;
    const lines = this.#pending.toString('latin1', 0, end).split('\r\n');
    this.#pending = this.#pending.subarray(end + 4);
    const match = /^HTTP\/(\d\.\d) +(\d{3})(?: +(.*))?$/.exec(lines[0] ?? '');
    if (match === null) throw new HttpSyntaxError('the reply is not HTTP');
    const fields = readFields(lines.slice(1));
    const status = Number(match[2]);
    if (status < 200) return true;
    this.#listener.head({ status, reason: match[3] ?? '', keepsAlive: keepsAlive(match[1], fields) });
    return this.#goTo(firstBodyStep(status, fields));
  }

  #readChunkSize(): boolean {
    const line = this.#takeLine();
    if (line === undefined) return false;
    const match = /^\s*([0-9a-f]+)\s*(?:;.*)?$/i.exec(line);
    if (match === null) throw new HttpSyntaxError('a chunk of the reply has no size');
    const left = Number.parseInt(match[1] as string, 16);
    return this.#goTo(left === 0 ? { kind: 'trailer' } : { kind: 'chunk', left });
  }

  /** Hands on up to `limit` bytes of the body. */
  #pass(limit: number, next: (left: number) => Step): boolean {
    const piece = this.#pending.subarray(0, Math.min(limit, this.#pending.length));
    this.#pending = this.#pending.subarray(piece.length);
    this.#step = next(limit - piece.length);
    if (piece.length > 0) this.#listener.body(piece);
    return this.#pending.length > 0;
  }

  #takeLine(): string | undefined {
    const end = this.#pending.indexOf('\r\n');
    if (end < 0) {
      if (this.#pending.length > MAX_HEAD_BYTES) throw new HttpSyntaxError('a line of the reply is too long');
      return undefined;
    }
    const line = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  #goTo(step: Step): boolean {
    this.#step = step;
    return true;
  }
}

/** Whether one begins with the other, whichever is longer. */
function startsAlike(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return one.subarray(0, length).equals(other.subarray(0, length));
}

function readFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

function keepsAlive(version: string | undefined, fields: ReadonlyMap<string, string>): boolean {
  const connection = fields.get('connection')?.toLowerCase();
  return version === '1.1' ? connection !== 'close' : connection === 'keep-alive';
}

function firstBodyStep(status: number, fields: ReadonlyMap<string, string>): Step {
  if (status === 204 || status === 304) return { kind: 'done' };
  if (fields.get('transfer-encoding')?.toLowerCase() === 'chunked') return { kind: 'chunk-size' };
  const length = fields.get('content-length');
  if (length === undefined) return { kind: 'until-close' };
  if (!/^\d+$/.test(length)) throw new HttpSyntaxError('the length of the reply is not a number');
  return length === '0' ? { kind: 'done' } : { kind: 'counted', left: Number(length) };
}
