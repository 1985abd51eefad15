/**
 * Following a log file as it grows, for the streaming endpoints. Source: Supervisor http.py, tail_f_producer.
 *
 * Driven by inotify: while the file does not change, nothing runs. The consumer pulls, so a slow one costs no memory.
 * Different on purpose: after a rotation the rest of the old file is sent before the new one begins.
 */
import { type FSWatcher, promises, watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../core/thrown.ts';
import { later, milliseconds, type WallClockTime, wallClockTime } from '../core/units.ts';
import type { Clock } from '../supervisor/ports.ts';
import { openLogForReading } from './open-for-reading.ts';

/** What Supervisor sends when the file has become shorter. */
export const TRUNCATION_NOTICE = '==> File truncated <==\n';
/** The end of the file that is sent first. */
const HEAD_SIZE = 1024;
const CHUNK_SIZE = 64 * 1024;
/** Only where the kernel grants no inotify watch. */
const POLL_INTERVAL = milliseconds(1000);

export type FollowResult =
  | {
      readonly kind: 'following';
      readonly modifiedAt: WallClockTime;
      /** Ends when the signal is aborted or the consumer breaks off; rejects when the file can no longer be read. */
      readonly chunks: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: 'failed'; readonly errno: string };

export interface FollowOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Opens the file at once, so that a missing one is known before a reply begins; abort the signal to let it go. */
export async function followLog(path: string, options: FollowOptions): Promise<FollowResult> {
  try {
    const follower = new LogFollower(path, options, await openLogForReading(path));
    const modifiedAt = await follower.begin(HEAD_SIZE);
    return { kind: 'following', modifiedAt, chunks: bytesOf(follower) };
  } catch (error) {
    return { kind: 'failed', errno: errnoOf(error) };
  }
}

/** A part of a log, and where it began in its file: an offset that goes back means that the file began anew. */
export interface LogPiece {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** What comes after the first `from` bytes, or with null after the end of the file as it is now. Null: no such log. */
export async function followPieces(
  path: string,
  from: number | null,
  options: FollowOptions,
): Promise<AsyncIterable<LogPiece> | null> {
  try {
    const follower = new LogFollower(path, options, await openLogForReading(path));
    await follower.begin(0, from);
    return piecesOf(follower);
  } catch (error) {
    errnoOf(error);
    return null;
  }
}

async function* bytesOf(follower: LogFollower): AsyncGenerator<Uint8Array> {
  for await (const step of follower) {
    yield step.kind === 'truncated' ? Buffer.from(TRUNCATION_NOTICE) : step.bytes;
  }
}

async function* piecesOf(follower: LogFollower): AsyncGenerator<LogPiece> {
  for await (const step of follower) if (step.kind === 'piece') yield step;
}

type FollowStep = (LogPiece & { readonly kind: 'piece' }) | { readonly kind: 'truncated' };

class LogFollower implements AsyncIterable<FollowStep> {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #file: FileHandle;
  #position = 0;
  #fileWatcher: FSWatcher | null = null;
  /** No file that can be read is at the path. */
  #isMissing = false;
  /** Only while the file is missing: shows when something appears there. */
  #directoryWatcher: FSWatcher | null = null;
  #isChanged = false;
  #wake: (() => void) | null = null;
  #isIterated = false;

  constructor(path: string, options: FollowOptions, file: FileHandle) {
    this.#path = path;
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#file = file;
  }

  /** The first position; returns when the file was last changed. */
  async begin(headSize: number, from: number | null = null): Promise<WallClockTime> {
    const { size, mtimeMs } = await this.#file.stat();
    this.#position = Math.min(from ?? size, Math.max(0, size - headSize));
    this.#signal.addEventListener('abort', this.#aborted);
    if (this.#signal.aborted) this.#aborted();
    return wallClockTime(mtimeMs);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FollowStep> {
    this.#isIterated = true;
    try {
      this.#watchFile();
      while (!this.#signal.aborted) {
        this.#isChanged = false;
        yield* this.#rest();
        if (!(await this.#hasSuccessor())) await this.#nextChange();
        else {
          // Whoever rotated has let the old file go by now: what it holds is all there will be.
          yield* this.#rest();
          if (!(await this.#changeOver())) await this.#nextChange();
        }
      }
    } finally {
      await this.#close();
    }
  }

  /** Everything from the position to the end of the open file. */
  async *#rest(): AsyncGenerator<FollowStep> {
    while (!this.#signal.aborted) {
      const { size } = await this.#file.stat();
      if (size < this.#position) {
        this.#position = 0;
        yield { kind: 'truncated' };
        continue;
      }
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_SIZE, size - this.#position));
      if (chunk.byteLength === 0) return;
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.byteLength, this.#position);
      const offset = this.#position;
      this.#position += bytesRead;
      if (bytesRead > 0) yield { kind: 'piece', bytes: chunk.subarray(0, bytesRead), offset };
    }
  }

  /** Whether another file is at the path now. Where there is none, the old one is followed on. */
  async #hasSuccessor(): Promise<boolean> {
    try {
      const [current, found] = [await this.#file.stat(), await promises.stat(this.#path)];
      if (current.ino !== found.ino || current.dev !== found.dev) return true;
      this.#endMissing();
      return false;
    } catch (error) {
      errnoOf(error);
      this.#beginMissing();
      return false;
    }
  }

  /** False where what is at the path is no log, may not be read, or is gone again. */
  async #changeOver(): Promise<boolean> {
    try {
      const next = await openLogForReading(this.#path);
      await this.#file.close();
      this.#file = next;
      this.#position = 0;
      this.#watchFile();
      this.#endMissing();
      return true;
    } catch (error) {
      errnoOf(error);
      this.#beginMissing();
      return false;
    }
  }

  #beginMissing(): void {
    this.#isMissing = true;
    this.#watchDirectory();
  }

  #endMissing(): void {
    this.#isMissing = false;
    this.#directoryWatcher?.close();
    this.#directoryWatcher = null;
  }

  #watchFile(): void {
    this.#fileWatcher?.close();
    this.#fileWatcher = this.#watch(this.#path);
  }

  #watchDirectory(): void {
    if (this.#directoryWatcher !== null) return;
    this.#directoryWatcher = this.#watch(dirname(this.#path));
    // The file may have appeared before the watch was there.
    if (this.#directoryWatcher !== null) this.#isChanged = true;
  }

  #watch(path: string): FSWatcher | null {
    try {
      const watcher = watch(path, { persistent: false }, this.#changed);
      watcher.on('error', this.#changed);
      return watcher;
    } catch (error) {
      // No watch to be had (ENOSPC, EMFILE), or the path vanished: then it is looked at now and then.
      errnoOf(error);
      return null;
    }
  }

  readonly #changed = (): void => {
    this.#isChanged = true;
    this.#wake?.();
  };

  readonly #aborted = (): void => {
    this.#changed();
    if (!this.#isIterated) void this.#close();
  };

  async #nextChange(): Promise<void> {
    if (this.#isChanged || this.#signal.aborted) return;
    const isWatched = (this.#isMissing ? this.#directoryWatcher : this.#fileWatcher) !== null;
    const timer = isWatched
      ? null
      : this.#clock.schedule(later(this.#clock.now(), POLL_INTERVAL), this.#changed);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    timer?.cancel();
  }

  async #close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#aborted);
    this.#fileWatcher?.close();
    this.#directoryWatcher?.close();
    await this.#file.close();
  }
}
