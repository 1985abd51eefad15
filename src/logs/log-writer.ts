import type { Clock } from '../supervisor/ports.ts';

/**
 * Where log bytes go. A write never throws and never waits: bytes that cannot be written now are kept (terminals and
 * pipes, see {@link isCongested}) or counted as lost (a full disk).
 */
export interface LogWriter {
  readonly path: string;
  /** Bytes that could not be written since this writer was opened. */
  readonly lostBytes: number;
  /** How long the file is, as far as this process wrote it; null for what is no regular file, or cannot be opened. */
  readonly size: number | null;
  /** Which file it is: another one after a rotation or a reopening. Null where the size is null. */
  readonly inode: number | null;
  /** The reader of this terminal or pipe is slower than we are: read no more from the program until it caught up. */
  readonly isCongested: boolean;
  /** Writes the first `length` bytes of `chunk`, all by default. The chunk is not kept: it may be reused at once. */
  write(chunk: Uint8Array, length?: number): void;
  /** Calls `resume` once, in a later turn, when the writer is not congested any more. */
  whenWritable(resume: () => void): void;
  /** Closes and opens the path again. When that fails, the old file stays in use and the trouble is reported. */
  reopen(): void;
  /** Deletes and recreates the file. Throws the file system's error. */
  clear(): void;
}

export interface LogFileOptions {
  /** Size at which the file is rotated; 0 or less: never. */
  readonly maxBytes: number;
  readonly backups: number;
  /** Permissions of a new file before the umask; 0666 by default. */
  readonly mode?: number;
  /** Whether a file that cannot be opened now is only reported, for a run that writes to it already. By default it is an error. */
  readonly mayFail?: boolean;
}

export interface LogSurroundings {
  readonly clock: Clock;
  /** Told once in a sentence when writing begins to fail, and once more when it works again. */
  readonly onTrouble: (message: string) => void;
}
