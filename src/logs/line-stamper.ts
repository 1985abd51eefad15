/**
 * Puts a stamp before each line of a chunk, in one pass. Every byte of a flood comes through here: calling indexOf() and
 * set() for each line takes some twenty times as long as the fastest of these, with lines of 100 bytes.
 */
import { STAMP_ROOM } from './line-stamp.ts';

/** The longest chunk that is stamped at once. */
export const STAMPED_AT_ONCE = 256 * 1024;

/** A chunk of empty lines: each becomes a stamp and its line feed. Stamps are written whole, beyond the end of the last. */
export const OUTPUT_SIZE = STAMPED_AT_ONCE * STAMP_ROOM + STAMP_ROOM;

/** A part of `bytes`, of at most {@link STAMPED_AT_ONCE}. */
export interface ChunkPlace {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A stamp of `length` bytes. Both of the others are {@link STAMP_ROOM} bytes long and the same memory. */
export interface StampBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly length: number;
}

/** One serves all streams: what it made is written before the next chunk comes. */
export interface LineStamper {
  /** Takes room in memory only as far as it is ever filled. */
  readonly output: Uint8Array;
  /**
   * Fills {@link output} from its beginning and answers how far. `isInsideLine`: the chunk goes on with a line that
   * has its stamp.
   */
  stamp(chunk: ChunkPlace, stamp: StampBytes, isInsideLine: boolean): number;
}
