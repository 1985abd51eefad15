/** One log as it is looked at: a window over its file that follows the end, or stays where the reader is. */
import { signal } from '@preact/signals';
import { EventStream } from '../client/event-stream.ts';
import { LogFile, type LogPart } from '../client/log-file.ts';
import { serverUrl } from '../client/server-url.ts';
import { LineWindow, type LogLine } from '../model/line-window.ts';
import { type Direction, findLine } from '../model/log-search.ts';
import { type WholeLine, wholeLine } from '../model/whole-line.ts';
import { type Channel, type LogWritten, namespec } from '../wire.ts';

export interface LogContent {
  readonly lines: readonly LogLine[];
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Lines that came before those that were there, or went (negative), since the content before. */
  readonly shift: number;
}

export type LogStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown' }
  | { readonly kind: 'unreachable' };

export type SearchStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'searching'; readonly share: number }
  | { readonly kind: 'not-found'; readonly direction: Direction }
  /** The offset of the line. */
  | { readonly kind: 'found'; readonly offset: number };

const BLOCK = 64 * 1024;
/** More news than this at once are skipped to their end. */
const LARGEST_STEP = 256 * 1024;
const MOST_LINES = 12_000;
/** News are read at most so often, in milliseconds. */
const BREATH = 200;

const EMPTY: LogPart = { bytes: new Uint8Array(0), offset: 0, size: 0 };
const NOTHING: LogContent = { lines: [], from: 0, to: 0, size: 0, shift: 0 };

export class LogView {
  readonly content = signal<LogContent>(NOTHING);
  readonly status = signal<LogStatus>({ kind: 'loading' });
  readonly search = signal<SearchStatus>({ kind: 'none' });
  readonly isFollowing = signal(true);
  /** Lines have come since the reader stopped following. */
  readonly hasNews = signal(false);
  /** The byte that was asked for and is to be brought into view. */
  readonly target = signal<{ readonly offset: number } | null>(null);
  readonly file: LogFile;
  readonly #window = new LineWindow();
  readonly #events: EventStream;
  readonly #end = new AbortController();
  #size = 0;
  /** Of the newest text that was told of, in the file. */
  #newest = 0;
  /** The file is another one than that whose lines are held. */
  #isOther = false;
  #queue = Promise.resolve();
  #isBusy = false;
  #isExtending = false;
  #isStale = false;
  #isOnTheWay = false;
  #searching: AbortController | null = null;

  constructor(process: { readonly group: string; readonly name: string }, channel: Channel) {
    this.file = new LogFile(process, channel);
    const log = encodeURIComponent(`${namespec(process)}:${channel}`);
    this.#events = new EventStream({
      url: () => serverUrl(`events?types=log&text=0&log=${log}`),
      handlers: { log: (data) => this.#written(data as LogWritten) },
      onOpen: () => this.#noticed(),
    });
  }

  open(): void {
    this.#events.open();
    void this.toEnd();
  }

  close(): void {
    this.#end.abort();
    this.#searching?.abort();
    this.#events.close();
  }

  /** Shows the end, and what comes from now on. */
  toEnd(): Promise<void> {
    this.isFollowing.value = true;
    this.hasNews.value = false;
    this.target.value = null;
    this.#isOnTheWay = false;
    return this.#load(() => this.#beginAtEnd());
  }

  pause(): void {
    this.isFollowing.value = false;
  }

  /** Shows the part of the file around a byte. */
  async jumpTo(offset: number): Promise<void> {
    this.pause();
    this.#isOnTheWay = true;
    await this.#load(async () => {
      if (!this.#isOther && offset >= this.#window.from && offset < this.#window.to) return;
      this.#isOther = false;
      const from = Math.max(0, offset - BLOCK / 2);
      this.#begin(await this.file.read(from, from + BLOCK, this.#end.signal));
    });
    this.target.value = { offset };
  }

  /** A place was asked for and is not in view yet: what is scrolled to until then is not what the reader wants. */
  get isOnTheWay(): boolean {
    return this.#isOnTheWay;
  }

  /** The {@link target} is in view. */
  arrived(): void {
    this.#isOnTheWay = false;
  }

  /** Index of the line that the byte belongs to. */
  indexOf(offset: number): number {
    return this.#window.indexOf(offset);
  }

  loadBefore(): Promise<void> {
    const isMore = () => this.#window.from > 0;
    return this.#extend(isMore, async () => {
      const { from } = this.#window;
      const reading = await this.file.read(Math.max(0, from - BLOCK), from, this.#end.signal);
      if (reading.offset + reading.bytes.length !== from) return;
      const added = this.#window.prepend(reading.bytes);
      this.#window.trimBack(MOST_LINES);
      this.#show(reading.size, added);
    });
  }

  loadAfter(): Promise<void> {
    const isMore = () => this.#window.to < this.#size || this.hasNews.value;
    return this.#extend(isMore, async () => {
      const { to } = this.#window;
      const size = to < this.#size ? this.#size : await this.file.size();
      if (size > to) this.#append(await this.file.read(to, Math.min(size, to + BLOCK), this.#end.signal));
      else if (size < to) this.#isOther = true;
      this.hasNews.value = this.#isOther || this.#window.to < this.#size;
    });
  }

  /** Answers the offset of the nearest line that matches. */
  async find(pattern: RegExp, direction: Direction, from: number): Promise<number | null> {
    this.#searching?.abort();
    const searching = new AbortController();
    this.#searching = searching;
    this.search.value = { kind: 'searching', share: 0 };
    try {
      const found = await findLine({
        read: async (begin, end) => (await this.file.read(begin, end, searching.signal)).bytes,
        size: this.#size,
        from,
        direction,
        pattern,
        signal: searching.signal,
        onProgress: (offset) => {
          this.search.value = { kind: 'searching', share: offset / Math.max(1, this.#size) };
        },
      });
      if (found !== null) await this.jumpTo(found);
      this.search.value =
        found === null ? { kind: 'not-found', direction } : { kind: 'found', offset: found };
      return found;
    } catch {
      // Given up, or vigild went away, which the page says elsewhere.
      if (this.#searching === searching) this.search.value = { kind: 'none' };
      return null;
    }
  }

  /** The line that a byte belongs to, from its beginning to its end. Rejects with an UnreachableError. */
  wholeLine(offset: number, signal: AbortSignal): Promise<WholeLine> {
    const read = async (from: number, to: number) => (await this.file.read(from, to, signal)).bytes;
    return wholeLine({ read, offset });
  }

  stopSearch(): void {
    this.#searching?.abort();
    this.search.value = { kind: 'none' };
  }

  /** An offset that goes back means that the file began anew. */
  #written({ offset }: LogWritten): void {
    if (offset < this.#newest) this.#isOther = true;
    this.#newest = offset;
    this.#noticed();
  }

  /** Something was written, or may have been while nobody told of it. */
  #noticed(): void {
    if (this.isFollowing.value) void this.#readNews();
    else this.hasNews.value = true;
  }

  async #readNews(): Promise<void> {
    if (this.#isBusy) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    await this.#load(async () => {
      const { to } = this.#window;
      const size = await this.file.size();
      // Another file has taken its place, or more has come than anybody can read.
      if (this.#isOther || size < to || size - to > LARGEST_STEP) await this.#beginAtEnd();
      else if (size > to) this.#append(await this.file.read(to, size, this.#end.signal));
      await new Promise((resolve) => setTimeout(resolve, BREATH));
    });
  }

  /** Once at a time: who scrolls asks for it again and again. */
  async #extend(isMore: () => boolean, work: () => Promise<void>): Promise<void> {
    if (this.#isExtending || !isMore()) return;
    this.#isExtending = true;
    await this.#load(async () => {
      if (!this.#isOther && isMore()) await work();
    });
    this.#isExtending = false;
  }

  /** One reading at a time, in the order in which they were asked for. News that came meanwhile are read after them. */
  #load(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      this.#isBusy = true;
      try {
        if (!this.#end.signal.aborted) await work();
        this.status.value = { kind: 'shown' };
      } catch {
        // The page says that vigild does not answer; the stream of events tells when it does again.
        if (!this.#end.signal.aborted) this.status.value = { kind: 'unreachable' };
      }
      this.#isBusy = false;
      if (this.#isStale) this.#noticed();
    });
    return this.#queue;
  }

  async #beginAtEnd(): Promise<void> {
    // Before the question, since the file may change again until it is answered.
    this.#isOther = false;
    const size = await this.file.size();
    const from = Math.max(0, size - BLOCK);
    this.#begin(size === 0 ? EMPTY : await this.file.read(from, size, this.#end.signal));
  }

  #begin({ bytes, offset, size }: LogPart): void {
    this.#window.begin(bytes, offset);
    this.#show(size, 0);
  }

  #append({ bytes, offset, size }: LogPart): void {
    if (offset !== this.#window.to) return;
    this.#window.append(bytes);
    this.#show(size, -this.#window.trimFront(MOST_LINES));
  }

  #show(size: number, shift: number): void {
    this.#size = size;
    const { lines, from, to } = this.#window;
    this.content.value = { lines, from, to, size, shift };
  }
}
