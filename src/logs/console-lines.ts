/**
 * A program's output on the console that all programs share: whole lines, each with the program's name before it, so
 * that no two mix within a line. A line that is not finished waits, up to a bound, or until the program ends.
 */
import type { LogWriter } from './log-writer.ts';

const LINE_FEED = 0x0a;
/** Longer lines are shown in pieces, each a line of its own. */
const LONGEST_LINE = 64 * 1024;
/** What is kept for who asks for the last words of a program without a log file. */
const KEPT = 4096;
const NOTHING = Buffer.alloc(0);

export interface ConsoleLinesOptions {
  /** Before each line, with its separator. */
  readonly prefix: string;
  readonly console: LogWriter;
  /** Gets the bytes as they are; null for none. */
  readonly file: LogWriter | null;
}

export class ConsoleLines implements LogWriter {
  readonly #prefix: Buffer;
  readonly #console: LogWriter;
  readonly #file: LogWriter | null;
  /** Of a line without its end. */
  #held: Uint8Array = NOTHING;
  #kept: Uint8Array = NOTHING;

  constructor({ prefix, console, file }: ConsoleLinesOptions) {
    this.#prefix = Buffer.from(prefix);
    this.#console = console;
    this.#file = file;
  }

  get path(): string {
    return this.#file?.path ?? this.#console.path;
  }

  /** A line on the console has other bytes around it: what is there tells only of the file. */
  get size(): number | null {
    return this.#file?.size ?? null;
  }

  get inode(): number | null {
    return this.#file?.inode ?? null;
  }

  get lostBytes(): number {
    return this.#console.lostBytes + (this.#file?.lostBytes ?? 0);
  }

  get isCongested(): boolean {
    return this.#console.isCongested || this.#file?.isCongested === true;
  }

  /** The last bytes of the output, as they came. */
  get lastBytes(): Uint8Array {
    return this.#kept;
  }

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    this.#file?.write(chunk, length);
    const bytes = chunk.subarray(0, length);
    this.#keep(bytes);
    const pieces: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      pieces.push(this.#prefix, this.#held, bytes.subarray(start, end + 1));
      this.#held = NOTHING;
      start = end + 1;
    }
    this.#hold(bytes.subarray(start), pieces);
    if (pieces.length > 0) this.#console.write(Buffer.concat(pieces));
  }

  /** The program has ended: the line that it began is shown. */
  endLine(): void {
    if (this.#held.byteLength === 0) return;
    this.#console.write(Buffer.concat([this.#prefix, this.#held, Uint8Array.of(LINE_FEED)]));
    this.#held = NOTHING;
  }

  /** A new run begins: what was kept belongs to the one before. */
  forget(): void {
    this.#kept = NOTHING;
  }

  whenWritable(resume: () => void): void {
    (this.#console.isCongested || this.#file === null ? this.#console : this.#file).whenWritable(resume);
  }

  reopen(): void {
    this.#file?.reopen();
  }

  clear(): void {
    this.#file?.clear();
  }

  /** The rest of a chunk; what is too long for one line goes to `pieces`. */
  #hold(rest: Uint8Array, pieces: Uint8Array[]): void {
    if (rest.byteLength === 0) return;
    // A copy: the chunk's buffer is used again at once.
    let held: Uint8Array = Buffer.concat([this.#held, rest]);
    while (held.byteLength >= LONGEST_LINE) {
      pieces.push(this.#prefix, held.subarray(0, LONGEST_LINE), Uint8Array.of(LINE_FEED));
      held = held.subarray(LONGEST_LINE);
    }
    this.#held = held;
  }

  #keep(bytes: Uint8Array): void {
    const kept = bytes.byteLength >= KEPT ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = Buffer.from(kept.subarray(Math.max(0, kept.byteLength - KEPT)));
  }
}
