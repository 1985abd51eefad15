/**
 * The part of a log file that is held in memory: some thousand lines around the place that is looked at, as a window
 * that grows at one end and shrinks at the other. Files of any length cost the same. Lines are addressed by the offset
 * of their first byte; a line that is too long is cut into several, so that nothing is left out.
 */

export interface LogLine {
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly text: string;
  /** Which piece of a line that is too long; absent for a whole line. */
  readonly piece?: 'first' | 'middle' | 'last';
}

const NEWLINE = 10;
const LONGEST_LINE = 4096;
const NOTHING = new Uint8Array(0);

export class LineWindow {
  readonly #decoder = new TextDecoder();
  #lines: LogLine[] = [];
  #from = 0;
  #to = 0;
  /** Whether the window begins inside of a line. */
  #beginsInside = false;
  /** The end of the window that no newline has ended yet. It is also the last line. */
  #rest: Uint8Array = NOTHING;

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Offsets of the first byte in the window and of the one behind it. */
  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  /** Begins anew with bytes of the file; the end of a line that began before them is left out. */
  begin(bytes: Uint8Array, offset: number): void {
    const start = offset === 0 ? 0 : firstWholeLine(bytes);
    this.#lines = [];
    this.#rest = NOTHING;
    this.#from = offset + start;
    this.#to = this.#from;
    // Without a newline in all of it, it is inside of a line that began earlier.
    this.#beginsInside = offset > 0 && start === 0;
    this.append(bytes.subarray(start));
  }

  /** Bytes that follow the window. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const whole = concat(this.#rest, bytes);
    const offset = this.#to - this.#rest.length;
    if (this.#rest.length > 0) this.#lines.pop();
    const continues = goesOn(this.#lines.at(-1)) ?? this.#beginsInside;
    const { lines, rest } = this.#split(whole, { offset, continues, isCut: false });
    this.#lines = [...this.#lines, ...lines];
    this.#rest = rest.slice();
    this.#to += bytes.length;
  }

  /** Bytes that end where the window begins. Answers how many lines came before those that were there. */
  prepend(bytes: Uint8Array): number {
    const begin = this.#from - bytes.length;
    const start = begin === 0 ? 0 : firstWholeLine(bytes);
    this.#beginsInside = begin > 0 && start === 0;
    const { lines } = this.#split(bytes.subarray(start), {
      offset: begin + start,
      continues: this.#beginsInside,
      isCut: true,
    });
    this.#lines = [...lines, ...this.#lines];
    this.#from = begin + start;
    return lines.length;
  }

  /** Answers how many lines went. */
  trimFront(keep: number): number {
    const excess = Math.max(0, this.#lines.length - keep);
    if (excess === 0) return 0;
    this.#lines = this.#lines.slice(excess);
    this.#from = this.#lines[0]?.offset ?? this.#to;
    this.#beginsInside = this.#lines[0]?.piece === 'middle' || this.#lines[0]?.piece === 'last';
    return excess;
  }

  trimBack(keep: number): void {
    const first = this.#lines[keep];
    if (first === undefined) return;
    this.#lines = this.#lines.slice(0, keep);
    this.#to = first.offset;
    this.#rest = NOTHING;
  }

  /** Index of the line that the byte belongs to. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** The last line is in `lines` even where no newline ended it; its bytes are `rest`, too. */
  #split(bytes: Uint8Array, place: Place): { lines: LogLine[]; rest: Uint8Array } {
    const lines: LogLine[] = [];
    let start = 0;
    let { continues } = place;
    const add = (end: number, isCut: boolean) => {
      const text = this.#text(bytes.subarray(start, end));
      lines.push({ offset: place.offset + start, text, ...pieceOf(continues, isCut) });
      continues = isCut;
      start = end;
    };
    for (const end of lineEnds(bytes)) add(end, bytes[end - 1] !== NEWLINE);
    const rest = bytes.subarray(start);
    if (rest.length > 0) add(bytes.length, place.isCut);
    return { lines, rest };
  }

  /** As a terminal shows it: what stands behind the last carriage return. */
  #text(line: Uint8Array): string {
    const text = this.#decoder.decode(line).replace(/\r*\n?$/, '');
    return text.slice(text.lastIndexOf('\r') + 1);
  }
}

interface Place {
  /** Of the first byte in the file. */
  readonly offset: number;
  /** Whether a line goes on that began before. */
  readonly continues: boolean;
  /** Whether the last line goes on behind these bytes, if no newline ends it. */
  readonly isCut: boolean;
}

function pieceOf(continues: boolean, isCut: boolean): Pick<LogLine, 'piece'> {
  if (continues) return { piece: isCut ? 'middle' : 'last' };
  return isCut ? { piece: 'first' } : {};
}

/** Null where there is no line. */
function goesOn(line: LogLine | undefined): boolean | null {
  return line === undefined ? null : line.piece === 'first' || line.piece === 'middle';
}

/** Where lines end, their newline included; a line that is too long ends between two characters. */
export function lineEnds(bytes: Uint8Array): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    while (end - start > LONGEST_LINE) {
      start = beforeCharacter(bytes, start + LONGEST_LINE);
      ends.push(start);
    }
    if (newline === -1) break;
    ends.push(end);
    start = end;
  }
  return ends;
}

/** In UTF-8 the bytes of a character but its first look like 10xxxxxx; there are at most three of them. */
function beforeCharacter(bytes: Uint8Array, end: number): number {
  for (let back = 0; back < 4; back += 1) {
    if (((bytes[end - back] ?? 0) & 0xc0) !== 0x80) return end - back;
  }
  return end;
}

/** The whole block is taken where no line begins in it. */
function firstWholeLine(bytes: Uint8Array): number {
  const newline = bytes.indexOf(NEWLINE);
  return newline === -1 || newline === bytes.length - 1 ? 0 : newline + 1;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
