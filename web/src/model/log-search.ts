/** Finding a line in a file of any length, block by block. */
import { plainText, withoutEscapes } from './ansi.ts';
import { LineWindow } from './line-window.ts';

export type Direction = 'forward' | 'backward';

export interface SearchRequest {
  /** A part of the file; fewer bytes at its end. */
  read(from: number, to: number): Promise<Uint8Array>;
  readonly size: number;
  /** Lines that begin behind this offset, or before it. */
  readonly from: number;
  readonly direction: Direction;
  readonly pattern: RegExp;
  readonly signal: AbortSignal;
  onProgress(offset: number): void;
}

const BLOCK = 512 * 1024;
/** A block is read with the beginning of what follows, for the line that it cuts. */
const OVERLAP = 4096;

/** What people look for when something went wrong. */
export const ERROR_PATTERN =
  /\b(?:error|errno|fatal|panic|exception|traceback|critical|crit|emerg|failed|failure|segfault|abort(?:ed)?)\b/i;

/** The words as they are written, without regard to case. */
export function textPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
}

/** The offset of the nearest line that matches; null when there is none up to the file's end or beginning. */
export async function findLine(request: SearchRequest): Promise<number | null> {
  const { direction, size, signal } = request;
  let position = request.from;
  while (direction === 'forward' ? position < size : position > 0) {
    signal.throwIfAborted();
    const from = direction === 'forward' ? position : Math.max(0, position - BLOCK);
    const to = direction === 'forward' ? Math.min(size, position + BLOCK) : position;
    const found = matchesIn(await request.read(from, Math.min(size, to + OVERLAP)), {
      ...request,
      begin: from,
      end: to,
    });
    const best = direction === 'forward' ? found[0] : found.at(-1);
    if (best !== undefined) return best;
    position = direction === 'forward' ? to : from;
    request.onProgress(position);
  }
  return null;
}

/** Offsets of matching lines that begin inside of the block and on the right side of where the search began. */
function matchesIn(
  bytes: Uint8Array,
  block: SearchRequest & { readonly begin: number; readonly end: number },
): readonly number[] {
  // Most blocks hold nothing of interest, which is seen much faster in the whole than line by line.
  if (!block.pattern.test(withoutEscapes(new TextDecoder().decode(bytes)))) return [];
  const window = new LineWindow();
  window.begin(bytes, block.begin);
  return window.lines
    .filter(({ offset }) => offset < block.end || block.end === block.size)
    .filter(({ offset }) => (block.direction === 'forward' ? offset > block.from : offset < block.from))
    .filter(({ text }) => block.pattern.test(plainText(text)))
    .map(({ offset }) => offset);
}
