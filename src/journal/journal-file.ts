/**
 * The journal on disk: lines are appended, each with one write(2) that is done when it returns, or with the next
 * one; and now and then the whole is written anew beside the old one and takes its place. Nothing is synced: what was
 * written survives the death of vigild, and after a death of the machine the journal is of another boot.
 */
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { errnoOf } from '../core/thrown.ts';
import { recordLine } from './lines.ts';
import { JOURNAL_VERSION, type JournalRecord } from './record.ts';

export interface JournalFileOptions {
  readonly path: string;
  /** The id of this boot. */
  readonly boot: string;
  /** When it began, in milliseconds of the wall clock. */
  readonly bootedAt: number;
  /** Everything that is so now: what a journal that is written anew says. */
  readonly snapshot: () => readonly JournalRecord[];
  /** Told once in a sentence when the journal cannot be written, and once more when it can again. */
  readonly onTrouble: (message: string) => void;
}

/** The journal is written anew when so much was appended to it, or as much as it had at first. */
const SHORTEST_TAIL = 4 * 1024 * 1024;
/** In characters. So much is not kept waiting. */
const LONGEST_WAITING = 4 * 1024;
/** Longer appendices are rare and get a buffer of their own. */
const BUFFER_SIZE = 32 * 1024;

/** Null where there is none. Throws the file system's error for a journal that cannot be read. */
export function readJournal(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export class JournalFile {
  readonly #options: JournalFileOptions;
  /** Null before the first writing, after a failure, and after the end. */
  #fd: number | null = null;
  #isFailing = false;
  #hasBegun = false;
  #isClosed = false;
  #room = 0;
  /** Lines of records that are to be on file soon. */
  #waiting = '';
  #isFlushAsked = false;
  /** Where they are made into bytes. */
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE);

  constructor(options: JournalFileOptions) {
    this.#options = options;
  }

  /** Writes the journal anew. Until then it stays as an earlier daemon left it. */
  begin(): void {
    this.#hasBegun = true;
    if (!this.#isClosed) this.#attempt(() => this.#rewrite(this.#options.snapshot()));
  }

  /** On file when this returns. A failure is told and mended by the next writing. */
  append(records: readonly JournalRecord[]): void {
    if (this.#isClosed || !this.#hasBegun) return;
    if (this.#fd === null || this.#room <= 0) {
      this.#attempt(() => this.#rewrite([...this.#options.snapshot(), ...records]));
      return;
    }
    this.#waiting += linesOf(records);
    this.flush();
  }

  /**
   * On file with the next record, and before anything that waits for a promise goes on: so nobody is told of what is not
   * on file. For what is so already, and is said by the snapshot.
   */
  appendSoon(record: JournalRecord): void {
    if (this.#fd === null || this.#room <= 0) {
      this.append([record]);
      return;
    }
    this.#waiting += recordLine(record);
    if (this.#waiting.length > LONGEST_WAITING) this.flush();
    if (this.#isFlushAsked) return;
    this.#isFlushAsked = true;
    queueMicrotask(() => {
      this.#isFlushAsked = false;
      this.flush();
    });
  }

  /** What waits is on file when this returns. */
  flush(): void {
    const fd = this.#fd;
    const text = this.#waiting;
    this.#waiting = '';
    if (fd !== null && text !== '') this.#attempt(() => this.#write(fd, text));
  }

  /** An orderly end: nothing is left running, and the next vigild need not look for anything. */
  end(): void {
    if (!this.#isClosed) this.#attempt(() => this.#rewrite([{ kind: 'ended' }]));
    this.close();
  }

  /** Leaves the journal as it is. */
  close(): void {
    this.flush();
    this.#isClosed = true;
    this.#letGo();
  }

  #write(fd: number, text: string): void {
    // Three bytes of UTF-8 at most for each unit of UTF-16.
    const isShort = text.length * 3 <= BUFFER_SIZE;
    this.#room -= isShort
      ? writeWhole(fd, this.#buffer, this.#buffer.write(text))
      : writeWhole(fd, Buffer.from(text));
  }

  /** What waits is part of what is so now. */
  #rewrite(records: readonly JournalRecord[]): void {
    this.#waiting = '';
    const { path, boot, bootedAt } = this.#options;
    const text = linesOf([{ kind: 'head', version: JOURNAL_VERSION, boot, bootedAt }, ...records]);
    const beside = `${path}.new`;
    const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NOFOLLOW } = constants;
    const fd = openSync(beside, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW, 0o600);
    try {
      this.#room = Math.max(writeWhole(fd, Buffer.from(text)), SHORTEST_TAIL);
      renameSync(beside, path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#letGo();
    this.#fd = fd;
  }

  /** After a failure the file may end in a part of a line, so it is not appended to again. */
  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#letGo();
      if (!this.#isFailing) {
        tear(this.#options.path);
        this.#options.onTrouble(
          `cannot write the journal '${this.#options.path}' (${errnoOf(error)}): if vigild is killed now, its successor knows less`,
        );
      }
      this.#isFailing = true;
      return;
    }
    if (this.#isFailing) this.#options.onTrouble(`the journal '${this.#options.path}' is written again`);
    this.#isFailing = false;
  }

  #letGo(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/**
 * What is on file is not so any more: without its last byte the journal says itself that something is missing, and the
 * next daemon searches. This needs no room.
 */
function tear(path: string): void {
  try {
    truncateSync(path, Math.max(statSync(path).size - 1, 0));
  } catch {
    // There is none, or the file system takes nothing at all.
  }
}

function linesOf(records: readonly JournalRecord[]): string {
  let text = '';
  for (const record of records) text += recordLine(record);
  return text;
}

/** Answers how many bytes that was. */
function writeWhole(fd: number, bytes: Uint8Array, length = bytes.byteLength): number {
  let written = 0;
  while (written < length) written += writeSync(fd, bytes, written, length - written);
  return written;
}
