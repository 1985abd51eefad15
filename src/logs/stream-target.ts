/**
 * A log that is no regular file: `/dev/stdout`, a terminal, a FIFO, `/dev/null`. It never rotates. The open
 * description is our own and non-blocking where that can be had, so a terminal stopped by Ctrl-S or a reader that
 * has fallen behind never stops vigild: what cannot be written now is kept, up to a bound, and the programs that
 * write there are held back as by any pipe. Source: POSIX write(2), Linux fifo(7).
 */
import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { errnoOf } from '../core/thrown.ts';
import { later, type Milliseconds, milliseconds } from '../core/units.ts';
import type { Timer } from '../supervisor/ports.ts';
import type { LogSurroundings, LogWriter } from './log-writer.ts';
import { WriteLosses } from './write-losses.ts';

/** More than this is never kept: vigild's own log cannot be held back. */
const PENDING_LIMIT = 8 * 1024 * 1024;
/**
 * How often a congested target is tried again. While nobody reads, as at a terminal that Ctrl-S stopped or at a FIFO without a
 * reader, ever less often, so that this costs no processor time. No timer runs otherwise.
 */
const RETRY_INTERVAL = milliseconds(10);
const LONGEST_RETRY_INTERVAL = milliseconds(640);

export class StreamTarget implements LogWriter {
  readonly path: string;
  readonly size = null;
  readonly inode = null;
  readonly #surroundings: LogSurroundings;
  readonly #losses: WriteLosses;
  #open: OpenStream;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #retry: Timer | null = null;
  #retryInterval = RETRY_INTERVAL;
  #waiting: (() => void)[] = [];

  /** Throws the file system's error when the target cannot be opened. */
  constructor(path: string, surroundings: LogSurroundings) {
    this.path = path;
    this.#surroundings = surroundings;
    this.#losses = new WriteLosses(path, surroundings);
    this.#open = openStream(path);
  }

  get lostBytes(): number {
    return this.#losses.lostBytes;
  }

  get isCongested(): boolean {
    return this.#pendingBytes > 0;
  }

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    if (this.isCongested) {
      this.#keep(chunk, 0, length);
      return;
    }
    const done = this.#writeNow(chunk, length);
    if (done < length) this.#keep(chunk, done, length);
  }

  whenWritable(resume: () => void): void {
    this.#waiting.push(resume);
    if (!this.isCongested) this.#scheduleRetry();
  }

  /** A terminal or a pipe is not rotated by anybody; Supervisor does nothing here either. */
  reopen(): void {}

  /** What was written to a terminal or a pipe cannot be taken back. */
  clear(): void {}

  close(): void {
    this.#retry?.cancel();
    this.#flush();
    if (this.isCongested) this.#losses.failed('EAGAIN', this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#open.isOwned) closeSync(this.#open.fd);
    this.#open = { fd: -1, isOwned: false };
  }

  /** Answers how many bytes are dealt with, written or lost; fewer than `length` means: try the rest later. */
  #writeNow(chunk: Uint8Array, length: number): number {
    let done = 0;
    try {
      while (done < length) done += writeSync(this.#open.fd, chunk, done, length - done);
      if (this.#losses.isFailing) this.#losses.worked();
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'EAGAIN') return done;
      this.#losses.failed(errno, length - done);
    }
    return length;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#pendingBytes + end - start > PENDING_LIMIT) {
      this.#losses.failed('EAGAIN', end - start);
      return;
    }
    // A copy, which slice() of a Buffer would not be.
    this.#pending.push(new Uint8Array(chunk.subarray(start, end)));
    this.#pendingBytes += end - start;
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    if (this.#retry !== null) return;
    const { clock } = this.#surroundings;
    this.#retry = clock.schedule(later(clock.now(), this.#retryInterval), () => {
      this.#retry = null;
      const before = this.#pendingBytes;
      this.#flush();
      const isStuck = this.isCongested && this.#pendingBytes === before;
      this.#retryInterval = isStuck ? doubled(this.#retryInterval) : RETRY_INTERVAL;
      if (this.isCongested) this.#scheduleRetry();
      else this.#resumeWaiting();
    });
  }

  #flush(): void {
    let written = 0;
    for (const chunk of this.#pending) {
      const done = this.#writeNow(chunk, chunk.byteLength);
      this.#pendingBytes -= done;
      if (done < chunk.byteLength) {
        this.#pending[written] = chunk.subarray(done);
        break;
      }
      written += 1;
    }
    this.#pending = this.#pending.slice(written);
  }

  #resumeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

function doubled(interval: Milliseconds): Milliseconds {
  return milliseconds(Math.min(2 * interval, LONGEST_RETRY_INTERVAL));
}

interface OpenStream {
  readonly fd: number;
  /** False for vigild's own descriptors, which stay open. */
  readonly isOwned: boolean;
}

/** The descriptor that a path such as `/dev/stdout` or `/proc/self/fd/1` stands for, else null. */
export function ownDescriptor(path: string): number | null {
  if (path === '/dev/stdout') return 1;
  if (path === '/dev/stderr') return 2;
  const match = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return match === null ? null : Number(match[1]);
}

function openStream(path: string): OpenStream {
  const own = ownDescriptor(path);
  if (own === null) return { fd: openNamed(path), isOwned: true };
  const found = fstatSync(own);
  // A second description of a regular file would have a position of its own and overwrite what goes through ours.
  if (found.isFile()) return { fd: own, isOwned: false };
  try {
    return { fd: openSync(path, WRITE_FLAGS), isOwned: true };
  } catch {
    // A socket (ENXIO), or a terminal of another user as under `docker run --user` (EACCES): it is open already.
    return { fd: own, isOwned: false };
  }
}

const WRITE_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

function openNamed(path: string): number {
  if (statSync(path).isFIFO()) {
    try {
      // Write-only would fail (ENXIO) as long as nobody reads; read-write waits for nobody and keeps the bytes.
      return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    } catch (error) {
      if (errnoOf(error) !== 'EACCES') throw error;
    }
  }
  return openSync(path, WRITE_FLAGS);
}
