/**
 * A program's log with the time before each line: that of the moment in which the line's first byte was read. A line
 * has one stamp, in however many pieces it comes, and also where a rotation cuts it, so that a log without its stamps
 * is what the program wrote. A run that ends inside a line is the exception: the next one begins a line of its own.
 */
import type { WallClockTime } from '../core/units.ts';
import type { Clock } from '../supervisor/ports.ts';
import { endsInsideLine } from './line-end.ts';
import type { LineStamp } from './line-stamp.ts';
import { type LineStamper, STAMPED_AT_ONCE } from './line-stamper.ts';
import type { LogWriter } from './log-writer.ts';
import type { LogFile } from './noted-file.ts';

const LINE_FEED = 0x0a;
const LINE_END = Uint8Array.of(LINE_FEED);

export interface StampedLogOptions {
  readonly target: LogWriter;
  readonly stamp: LineStamp;
  readonly stamper: LineStamper;
  readonly clock: Pick<Clock, 'wallNow'>;
  /** Whether what is written is the output of a new run, and not more of one that an earlier daemon read. */
  readonly isNewRun: boolean;
}

/** A chunk that an earlier daemon was writing when it was killed. */
export interface InterruptedWrite {
  readonly stampedAt: WallClockTime;
  readonly isInsideLine: boolean;
  /** How many bytes of it, stamps included, are in the log. Infinite: all, and the log is another one since. */
  readonly written: number;
  /** The file that they are in. */
  readonly file: LogFile;
}

export class StampedLog implements LogWriter {
  readonly #options: StampedLogOptions;
  readonly #target: LogWriter;
  /** Null as long as nothing was written: the log's end tells. */
  #isInsideLine: boolean | null = null;

  constructor(options: StampedLogOptions) {
    this.#options = options;
    this.#target = options.target;
  }

  get path(): string {
    return this.#target.path;
  }

  get lostBytes(): number {
    return this.#target.lostBytes;
  }

  get size(): number | null {
    return this.#target.size;
  }

  get inode(): number | null {
    return this.#target.inode;
  }

  get isCongested(): boolean {
    return this.#target.isCongested;
  }

  /** Whether what comes next goes on with a line that has its stamp. Known from {@link beginChunk} on. */
  get isInsideLine(): boolean {
    return this.#isInsideLine === true;
  }

  /** What an earlier daemon knew. */
  goOn(isInsideLine: boolean): void {
    this.#isInsideLine = isInsideLine;
  }

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    this.writeAt(this.beginChunk(), chunk, length);
  }

  /** The time for the lines that begin in the chunk that was just read. From here on its first bytes have their place. */
  beginChunk(): WallClockTime {
    if (this.#isInsideLine === null) this.#findPlace();
    return this.#options.clock.wallNow();
  }

  /** Writes a chunk with the time that {@link beginChunk} gave. */
  writeAt(time: WallClockTime, chunk: Uint8Array, length: number): void {
    for (let done = 0; done < length; done += STAMPED_AT_ONCE) {
      const stamped = this.#stamp(time, chunk, {
        start: done,
        end: Math.min(done + STAMPED_AT_ONCE, length),
      });
      this.#target.write(this.#options.stamper.output, stamped);
    }
  }

  /** Brings to its end what was under way, of at most {@link STAMPED_AT_ONCE} bytes. */
  finish(
    chunk: Uint8Array,
    length: number,
    { stampedAt, isInsideLine, written, file }: InterruptedWrite,
  ): void {
    this.#isInsideLine = isInsideLine;
    const stamped = this.#stamp(stampedAt, chunk, { start: 0, end: length });
    if (written < stamped) this.#target.write(this.#options.stamper.output.subarray(written, stamped));
    // It was written completely, and of the chunk there may be nothing left to tell how it ended: the log does.
    else if (Number.isFinite(written)) this.#isInsideLine = endsInsideLine(file);
    else this.#isInsideLine = endsInsideLine({ path: `${this.#target.path}.1`, size: this.#target.size });
  }

  whenWritable(resume: () => void): void {
    this.#target.whenWritable(resume);
  }

  reopen(): void {
    this.#target.reopen();
  }

  /** What is left of a line whose beginning was deleted is a line. */
  clear(): void {
    this.#target.clear();
    this.#isInsideLine = false;
  }

  /** Answers how many bytes of the stamper's output are to be written. */
  #stamp(time: WallClockTime, chunk: Uint8Array, part: { start: number; end: number }): number {
    const { stamp, stamper } = this.#options;
    const { isInsideLine } = this;
    stamp.set(time);
    this.#isInsideLine = chunk[part.end - 1] !== LINE_FEED;
    return stamper.stamp({ bytes: chunk, ...part }, stamp, isInsideLine);
  }

  #findPlace(): void {
    this.#isInsideLine = endsInsideLine(this.#target);
    if (!this.#isInsideLine || !this.#options.isNewRun) return;
    this.#target.write(LINE_END);
    this.#isInsideLine = false;
  }
}
