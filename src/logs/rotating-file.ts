/**
 * A log file that is rotated by size, byte for byte as Supervisor does it: the size is looked at after each write, so
 * a chunk is never split, what the file held before counts, and no backups means that the file is truncated.
 * Source: Supervisor loggers.py, RotatingFileHandler.
 *
 * Different on purpose: the new file is open before the old one is let go, so that a rotation or a reopening that
 * fails loses nothing; the file is always in append mode, so that truncation from outside leaves no hole; and it is
 * held open only from the first write on, since most programs are silent most of the time and every descriptor makes
 * every spawn slower.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { errnoOf } from '../core/thrown.ts';
import type { LogFileOptions, LogSurroundings, LogWriter } from './log-writer.ts';
import { removeFile } from './remove-file.ts';
import { WriteLosses } from './write-losses.ts';

// Without O_NONBLOCK, opening a FIFO that took the file's place would wait for a reader. Regular files ignore it.
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY | constants.O_NONBLOCK;

export class RotatingFile implements LogWriter {
  readonly path: string;
  readonly isCongested = false;
  readonly #options: LogFileOptions;
  readonly #surroundings: LogSurroundings;
  readonly #losses: WriteLosses;
  /** Null until the first write. */
  #fd: number | null = null;
  #position = 0;
  #inode = 0;
  /** The position from which on a rotation is due. */
  #rotateAt = Number.POSITIVE_INFINITY;

  /** Throws the file system's error when the file cannot be opened and must be. */
  constructor(path: string, options: LogFileOptions, surroundings: LogSurroundings) {
    this.path = path;
    this.#options = options;
    this.#surroundings = surroundings;
    this.#losses = new WriteLosses(path, surroundings);
    try {
      this.#letGo(this.#open(0));
    } catch (error) {
      if (options.mayFail !== true) throw error;
      this.#losses.failed(errnoOf(error), 0);
    }
  }

  get lostBytes(): number {
    return this.#losses.lostBytes;
  }

  /** Opens the file, which the first write would do. */
  get size(): number | null {
    return this.#isHeld() ? this.#position : null;
  }

  get inode(): number | null {
    return this.#isHeld() ? this.#inode : null;
  }

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    let done = 0;
    try {
      const fd = this.#fd ?? this.#hold();
      while (done < length) done += writeSync(fd, chunk, done, length - done);
      if (this.#losses.isFailing) this.#losses.worked();
    } catch (error) {
      this.#losses.failed(errnoOf(error), length - done);
    }
    this.#position += done;
    if (this.#position >= this.#rotateAt) this.#rotate();
  }

  whenWritable(resume: () => void): void {
    this.#surroundings.clock.defer(resume);
  }

  reopen(): void {
    try {
      const fd = this.#open(0);
      if (this.#fd === null) this.#letGo(fd);
      else this.#replace(fd);
    } catch (error) {
      this.#report('reopen', error);
    }
  }

  clear(): void {
    ignoreMissing(() => unlinkSync(this.path));
    this.#replace(this.#open(0));
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) this.#letGo(fd);
  }

  /** The descriptor is free for another file whatever close(2) answers: a network file system says there what it has lost. */
  #letGo(fd: number): void {
    try {
      closeSync(fd);
    } catch (error) {
      this.#losses.failed(errnoOf(error), 0);
    }
  }

  #isHeld(): boolean {
    if (this.#fd !== null) return true;
    try {
      this.#hold();
      return true;
    } catch (error) {
      errnoOf(error);
      return false;
    }
  }

  #hold(): number {
    const fd = this.#open(0);
    this.#replace(fd);
    return fd;
  }

  #rotate(): void {
    try {
      // Truncated from outside meanwhile, as logrotate's "copytruncate" does: then there is nothing to rotate yet.
      this.#position = this.#fd === null ? 0 : fstatSync(this.#fd).size;
      if (this.#position < this.#options.maxBytes) return;
      shiftBackups(this.path, this.#options.backups);
      this.#replace(this.#open(constants.O_TRUNC));
    } catch (error) {
      this.#rotateAt = this.#position + this.#options.maxBytes;
      this.#report('rotate', error);
    }
  }

  #open(additionalFlags: number): number {
    return openSync(this.path, OPEN_FLAGS | additionalFlags, this.#options.mode ?? 0o666);
  }

  #replace(fd: number): void {
    this.close();
    this.#fd = fd;
    const { maxBytes } = this.#options;
    const found = fstatSync(fd);
    this.#position = found.size;
    this.#inode = found.ino;
    this.#rotateAt = maxBytes > 0 && found.isFile() ? maxBytes : Number.POSITIVE_INFINITY;
  }

  #report(action: 'rotate' | 'reopen', error: unknown): void {
    this.#surroundings.onTrouble(
      `cannot ${action} log file '${this.path}' (${errnoOf(error)})${this.#fd === null ? '' : ': still writing to the open file'}`,
    );
  }
}

/**
 * `x.1` becomes `x.2` and so on up to `backups`, then `x` becomes `x.1`. A missing one is not missed. The oldest, where
 * another takes its place, is removed first: otherwise ext4 flushes that other one to the disk (`auto_da_alloc`), with us
 * waiting.
 */
function shiftBackups(path: string, backups: number): void {
  if (backups <= 0) return;
  const next = backups === 1 ? path : `${path}.${backups - 1}`;
  if (existsSync(next)) ignoreMissing(() => removeFile(`${path}.${backups}`));
  for (let number = backups - 1; number >= 1; number -= 1) {
    ignoreMissing(() => renameSync(`${path}.${number}`, `${path}.${number + 1}`));
  }
  ignoreMissing(() => renameSync(path, `${path}.1`));
}

function ignoreMissing(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
