/** A line that is too long to be shown as one, read from its file as a whole. */

export interface LineRequest {
  /** A part of the file; fewer bytes at its end. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Of any byte of the line. */
  readonly offset: number;
}

export interface WholeLine {
  /** Without its newline. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  /** In bytes. */
  readonly length: number;
  /** False when it goes on beyond what is read at most. */
  readonly isComplete: boolean;
}

const NEWLINE = 10;
const BLOCK = 256 * 1024;
/** More than that no browser should hold, on either side of the byte. */
const MOST = 32 * 1024 * 1024;

export async function wholeLine(request: LineRequest): Promise<WholeLine> {
  const before = await partsBefore(request);
  const after = await partsAfter(request);
  const parts = [...before.parts, ...after.parts];
  return {
    parts,
    length: parts.reduce((sum, { length }) => sum + length, 0),
    isComplete: before.isComplete && after.isComplete,
  };
}

type Side = Pick<WholeLine, 'parts' | 'isComplete'>;

async function partsBefore({ read, offset }: LineRequest): Promise<Side> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let to = offset;
  while (to > 0 && offset - to < MOST) {
    const from = Math.max(0, to - BLOCK);
    const bytes = await read(from, to);
    const newline = bytes.lastIndexOf(NEWLINE);
    parts.unshift(bytes.subarray(newline + 1));
    if (newline !== -1 || bytes.length < to - from) return { parts, isComplete: true };
    to = from;
  }
  return { parts, isComplete: to === 0 };
}

async function partsAfter({ read, offset }: LineRequest): Promise<Side> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let from = offset;
  while (from - offset < MOST) {
    const bytes = await read(from, from + BLOCK);
    const newline = bytes.indexOf(NEWLINE);
    parts.push(newline === -1 ? bytes : bytes.subarray(0, newline));
    if (newline !== -1 || bytes.length < BLOCK) return { parts, isComplete: true };
    from += BLOCK;
  }
  return { parts, isComplete: false };
}
