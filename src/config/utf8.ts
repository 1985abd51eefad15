/**
 * UTF-8 with CPython's error texts. CPython reads a text file in pieces of 8192 bytes, and counts the position of a
 * bad byte from the start of its piece, plus the bytes of a character that the piece before left unfinished. Source:
 * CPython Objects/stringlib/codecs.h, utf8_decode(); Modules/_io/textio.c.
 */

const PIECE = 8192;

export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'invalid';
      /** The decoder's text. */
      readonly reason: string;
      /** 1-based line of the first bad byte. */
      readonly line: number;
      /** What Python had already handed out, in whole lines, when it met the bad byte. */
      readonly before: string;
    };

export function decodeUtf8(data: Uint8Array): Decoded {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data) };
  } catch {
    // The engine says only that the data is bad; the scan below says where and why.
    return describe(data);
  }
}

interface Flaw {
  readonly start: number;
  readonly end: number;
  readonly reason: 'invalid start byte' | 'invalid continuation byte' | 'unexpected end of data';
}

function describe(data: Uint8Array): Decoded {
  let base = 0;
  for (let end = PIECE; base < data.length; end += PIECE) {
    const flaw = findFlaw(data, base, Math.min(end, data.length));
    if (flaw === null) base = end;
    else if (isPutOff(data, flaw, end)) base = flaw.start;
    else return invalidAt(data, flaw, base);
    if (flaw !== null && end >= data.length) return invalidAt(data, flaw, base);
  }
  throw new Error('the text was refused, yet it is valid UTF-8');
}

/** Whether the decoder waits for the next piece: the character may go on there, or is half a surrogate at the end. */
function isPutOff(data: Uint8Array, flaw: Flaw, pieceEnd: number): boolean {
  if (flaw.reason === 'unexpected end of data') return true;
  const second = data[flaw.start + 1] ?? 0;
  const isSurrogate = data[flaw.start] === 0xed && second >= 0xa0 && second <= 0xbf;
  return isSurrogate && flaw.start + 2 === Math.min(pieceEnd, data.length);
}

function invalidAt(data: Uint8Array, flaw: Flaw, base: number): Decoded {
  const first = flaw.start - base;
  const last = flaw.end - base - 1;
  const byte = (data[flaw.start] ?? 0).toString(16).padStart(2, '0');
  const place = first === last ? `byte 0x${byte} in position ${first}` : `bytes in position ${first}-${last}`;
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(data.subarray(0, base));
  let line = 1;
  for (let index = 0; index < flaw.start; index += 1) if (data[index] === 10) line += 1;
  return {
    kind: 'invalid',
    reason: `'utf-8' codec can't decode ${place}: ${flaw.reason}`,
    line,
    before: before.slice(0, before.lastIndexOf('\n') + 1),
  };
}

/** The first flaw of `data` between two positions; a character that the end cuts off is one. */
function findFlaw(data: Uint8Array, from: number, to: number): Flaw | null {
  let position = from;
  while (position < to) {
    const lead = data[position] ?? 0;
    const length = sequenceLength(lead);
    if (length === 0) return { start: position, end: position + 1, reason: 'invalid start byte' };
    for (let offset = 1; offset < length; offset += 1) {
      const at = position + offset;
      if (at >= to) return { start: position, end: to, reason: 'unexpected end of data' };
      if (!isContinuation(data[at] ?? 0, offset === 1 ? lead : 0)) {
        return { start: position, end: at, reason: 'invalid continuation byte' };
      }
    }
    position += length;
  }
  return null;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The second byte is bounded by the first: no overlong forms, no surrogates, nothing above U+10FFFF. */
function isContinuation(byte: number, lead: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  switch (lead) {
    case 0xe0:
      return byte >= 0xa0;
    case 0xed:
      return byte <= 0x9f;
    case 0xf0:
      return byte >= 0x90;
    case 0xf4:
      return byte <= 0x8f;
    default:
      return true;
  }
}
