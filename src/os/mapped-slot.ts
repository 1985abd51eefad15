/**
 * One slot of a mapped file: a header, which says whose it is and what is being done with the data, and the data. The next
 * vigild, which may be another build, reads what this one left: what stands where can only be added to.
 */
import { type WallClockTime, wallClockTime } from '../core/units.ts';
import {
  type BegunOutput,
  isStamped,
  type LogMark,
  type OutputLeftover,
  type OutputManner,
  type OutputSlot,
} from '../logs/output-slot.ts';

export const PAGE = 4096;
export const HEADER_SIZE = 512;
/** A quarter of a pipe that was made larger: with less, a program that floods is woken for each small piece that is read. */
export const SLOT_DATA_SIZE = 256 * 1024;
export const SLOT_SIZE = PAGE + SLOT_DATA_SIZE;

/** The header: where each number is, in units of its size. A slot without a name is free. */
const MANNER = 0;
const LENGTH = 1;
export const NAME_LENGTH = 2;
const LOG_SIZE = 2;
const STAMPED_AT = 3;
const NAME_OFFSET = 32;
export const LONGEST_NAME = 255;
/** Behind the name. Earlier builds wrote nothing there, and 0 is no inode. */
const LOG_INODE = 36;

/** `MANNER` is 0 while nothing is being dealt with, or the last of these where a stamped line was begun before. */
const MANNERS: readonly (OutputManner | null)[] = [
  null,
  'plain',
  'staged',
  'protocol',
  'stamped',
  'stamped-inside',
  null,
];
const AT_REST = 0;
const AT_REST_INSIDE_LINE = MANNERS.length - 1;
const NO_LOG = -1;
const NO_INODE = 0;

export class MappedSlot implements OutputSlot {
  readonly data: Buffer;
  isClaimed = false;
  /** Somebody had it when this process began: only then can anything be left in it. */
  #isInherited: boolean;
  onRelease: () => void = () => undefined;
  readonly #memory: Buffer;
  readonly #start: number;
  readonly #words: Uint32Array;
  readonly #numbers: Float64Array;
  /** How much data is there, where somebody had it. */
  readonly #filled: number;

  constructor(memory: Buffer, start: number, filled: number) {
    const { buffer, byteOffset } = memory;
    this.#memory = memory;
    this.#start = start;
    this.#words = new Uint32Array(buffer, byteOffset + start, 3);
    this.#numbers = new Float64Array(buffer, byteOffset + start, LOG_INODE + 1);
    this.#filled = filled;
    this.#isInherited = this.#words[NAME_LENGTH] !== 0;
    this.data = memory.subarray(start + HEADER_SIZE, start + HEADER_SIZE + SLOT_DATA_SIZE);
  }

  get name(): string {
    const length = Math.min(this.#words[NAME_LENGTH] ?? 0, LONGEST_NAME);
    const start = this.#start + NAME_OFFSET;
    return this.#memory.toString('utf8', start, start + length);
  }

  claim(name: Buffer): void {
    this.#memory.set(name, this.#start + NAME_OFFSET);
    this.#words[NAME_LENGTH] = name.byteLength;
    this.isClaimed = true;
  }

  begin(length: number, manner: OutputManner, log: LogMark | null): void {
    this.#words[LENGTH] = length;
    this.#numbers[LOG_SIZE] = log?.size ?? NO_LOG;
    this.#numbers[LOG_INODE] = log?.inode ?? NO_INODE;
    this.#words[MANNER] = MANNERS.indexOf(manner);
  }

  stampWith(time: WallClockTime): void {
    this.#numbers[STAMPED_AT] = time;
  }

  done(length: number, isInsideLine = false): void {
    // From here on nothing is left to be dealt with, also where clearing is cut short.
    this.#words[LENGTH] = 0;
    this.#clear(length);
    this.#words[MANNER] = isInsideLine ? AT_REST_INSIDE_LINE : AT_REST;
  }

  get wasInsideLine(): boolean | null {
    if (!this.#isInherited) return null;
    const word = this.#words[MANNER];
    if (word === AT_REST_INSIDE_LINE) return true;
    return word === AT_REST ? false : null;
  }

  leftover(): OutputLeftover | null {
    if (!this.#isInherited) return null;
    this.#isInherited = false;
    const manner = MANNERS[this.#words[MANNER] ?? 0] ?? null;
    const filled = this.#filled;
    if (manner === null) return filled === 0 ? null : { length: filled, begun: null };
    const length = Math.min(this.#words[LENGTH] as number, SLOT_DATA_SIZE);
    if (length < filled) this.data.fill(0, length, filled);
    return { length, begun: this.#begun(manner) };
  }

  #begun(manner: OutputManner): BegunOutput {
    const logSize = this.#numbers[LOG_SIZE] as number;
    const logInode = this.#numbers[LOG_INODE] as number;
    const log = {
      logSize: logSize === NO_LOG ? null : logSize,
      logInode: logInode === NO_INODE ? null : logInode,
    };
    if (!isStamped(manner)) return { ...log, manner };
    return { ...log, manner, stampedAt: wallClockTime(this.#numbers[STAMPED_AT] as number) };
  }

  release(): void {
    if (!this.isClaimed) return;
    this.isClaimed = false;
    this.#words[NAME_LENGTH] = 0;
    this.#words[MANNER] = AT_REST;
    this.#clear(0);
    this.#isInherited = false;
    this.onRelease();
  }

  /**
   * To the end of the page. A read that meets a page for which there is no room leaves bytes behind those that it counts, or
   * where it only fails; they are still in the pipe. Source: Linux fs/pipe.c, pipe_read().
   */
  #clear(length: number): void {
    const pages = Math.ceil((HEADER_SIZE + length) / PAGE);
    this.data.fill(0, 0, Math.min(pages * PAGE - HEADER_SIZE, SLOT_DATA_SIZE));
  }
}
