/**
 * The file behind the history: entries are added at its end, those of one turn with one write(2); at a size it is renamed to
 * `.1`, in the place of the one before. It is opened for each write, so that it costs no descriptor and may be moved or
 * deleted from outside at any time. A write that fails is reported once; what it would have noted happens all the same.
 */
import { closeSync, constants, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import type { HistoryEvent } from '../core/history-entry.ts';
import { errorCode } from '../core/thrown.ts';
import { formatHistoryLine } from './history-line.ts';

export interface HistoryFileOptions {
  readonly path: string;
  /** The size limit of each of the two files. */
  readonly maxBytes: number;
  /** Runs the action at the end of the turn. */
  defer(action: () => void): void;
  /** Gets one sentence when writing begins to fail. */
  onTrouble(message: string): void;
}

// Readable, for a look at the last byte. Without O_NONBLOCK, opening a FIFO in its place would wait.
const OPEN_FLAGS =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY | constants.O_NONBLOCK;
const MODE = 0o640;
const LINE_FEED = 0x0a;

export class HistoryFile {
  readonly #options: HistoryFileOptions;
  #pending: { readonly at: number; readonly event: HistoryEvent }[] = [];
  #isFlushAsked = false;
  /** The file may end in the middle of a line: at first, and after a write that failed. */
  #mayBeTorn = true;
  #isFailing = false;

  constructor(options: HistoryFileOptions) {
    this.#options = options;
  }

  /** The newest first. */
  get paths(): readonly string[] {
    return [this.#options.path, `${this.#options.path}.1`];
  }

  /** Writes at the end of the turn. The text is made only then, so that a program's next start does not wait for it. */
  add(at: number, event: HistoryEvent): void {
    this.#pending.push({ at, event });
    if (this.#isFlushAsked) return;
    this.#isFlushAsked = true;
    this.#options.defer(() => this.flush());
  }

  /** Writes what waits, now. */
  flush(): void {
    this.#isFlushAsked = false;
    if (this.#pending.length === 0) return;
    const entries = this.#pending;
    this.#pending = [];
    try {
      this.#write(Buffer.from(entries.map(({ at, event }) => formatHistoryLine(at, event)).join('')));
      this.#isFailing = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  #write(data: Buffer): void {
    const { fd, size } = this.#openFor(data.length);
    try {
      const isTorn = this.#mayBeTorn && endsInsideLine(fd, size);
      const whole = isTorn ? Buffer.concat([Buffer.from('\n'), data]) : data;
      this.#mayBeTorn = true;
      const count = writeSync(fd, whole);
      if (count < whole.length) throw new HistoryFileError('ENOSPC');
      this.#mayBeTorn = false;
    } finally {
      closeSync(fd);
    }
  }

  /** Begins a new file if so many more bytes would make the present one too large. */
  #openFor(length: number): OpenFile {
    const { path, maxBytes } = this.#options;
    const present = openFile(path);
    if (present.size === 0 || present.size + length <= maxBytes) return present;
    closeSync(present.fd);
    renameSync(path, `${path}.1`);
    return openFile(path);
  }

  #failed(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const reason = error instanceof HistoryFileError ? error.message : errorCode(error);
    this.#options.onTrouble(`cannot write history file '${this.#options.path}' (${reason})`);
  }
}

/** An error that comes from no system call. */
class HistoryFileError extends Error {
  override readonly name = 'HistoryFileError';
}

interface OpenFile {
  readonly fd: number;
  readonly size: number;
}

function openFile(path: string): OpenFile {
  const fd = openSync(path, OPEN_FLAGS, MODE);
  const stats = fstatSync(fd);
  if (stats.isFile()) return { fd, size: stats.size };
  closeSync(fd);
  throw new HistoryFileError('it is not a regular file');
}

function endsInsideLine(fd: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== LINE_FEED;
}
