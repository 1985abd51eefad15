import type { WallClockTime } from '../core/units.ts';
import type { LogWriter } from './log-writer.ts';

/**
 * Where the output of one stream is between its pipe and its log: memory that outlives this process, so that a vigild
 * which is killed after reading and before writing loses nothing and its successor writes nothing twice.
 *
 * `data` is all zeros while nothing is under way. Bytes that are there without a note were read and not looked at yet;
 * the note says that they were being written, to which file, and how long it was before.
 */
export interface OutputSlot {
  /** To be read into. */
  readonly data: Uint8Array;
  /** The first `length` bytes are about to be dealt with; `log` tells a successor how far that came, null: nothing does. */
  begin(length: number, manner: OutputManner, log: LogMark | null): void;
  /** Before {@link begin} with a manner of stamped lines: the time that those get which begin now. */
  stampWith(time: WallClockTime): void;
  /** They are dealt with, and `data` is free for the next, which goes on with a stamped line if `isInsideLine`. */
  done(length: number, isInsideLine?: boolean): void;
  /** What was said to {@link done} last by an earlier daemon; null where it said nothing, or was dealing with more. */
  readonly wasInsideLine: boolean | null;
  /** What an earlier daemon left behind; null: nothing. */
  leftover(): OutputLeftover | null;
  /** The stream is closed. */
  release(): void;
}

/** A log before something is written to it. Of a listener's words, the size is how many were heard before. */
export type LogMark = Pick<LogWriter, 'size' | 'inode'>;

/**
 * `plain`: to the log as they are. `staged`: changed or looked at on the way. `protocol`: a listener's words. `stamped`:
 * to the log with the time before each line, the first one included. `stamped-inside`: the first bytes are of a line
 * that has its stamp.
 */
export type OutputManner = 'plain' | 'staged' | 'protocol' | StampedManner;
type StampedManner = 'stamped' | 'stamped-inside';

export interface OutputLeftover {
  readonly length: number;
  /** Null: not looked at yet. */
  readonly begun: BegunOutput | null;
}

interface NotedLog {
  readonly logSize: number | null;
  /** Null: not noted. */
  readonly logInode: number | null;
}

/** What the note of an earlier daemon says. */
export type BegunOutput = NotedLog &
  (
    | { readonly manner: Exclude<OutputManner, StampedManner> }
    | { readonly manner: StampedManner; readonly stampedAt: WallClockTime }
  );

/**
 * How many bytes of a leftover were dealt with; `logSize` is that of the noted file now ({@link notedFile}), or how many
 * words of a listener are on file. Of stamped lines: how many bytes with their stamps.
 *
 * A log that was empty before and is truncated by each rotation, having no backups, says that nothing was written: it is
 * written again, and truncated again.
 */
export function dealtWith({ length, begun }: OutputLeftover, logSize: number | null): number {
  if (begun === null) return 0;
  if (begun.manner === 'protocol' && begun.logSize === null) return length;
  if (begun.logSize === null || logSize === null) return 0;
  const growth = logSize - begun.logSize;
  // What a listener's words led to is on file together with their number.
  if (begun.manner === 'protocol') return growth > 0 ? length : 0;
  // Shorter than before: it was written, and then truncated by the rotation or, where no file was noted, is another one.
  if (growth < 0) return isStamped(begun.manner) ? Number.POSITIVE_INFINITY : length;
  if (begun.manner === 'staged') return growth > 0 ? length : 0;
  return begun.manner === 'plain' ? Math.min(growth, length) : growth;
}

export function isStamped(manner: OutputManner): manner is StampedManner {
  return manner === 'stamped' || manner === 'stamped-inside';
}
