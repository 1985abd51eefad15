/**
 * Buffers in files that are mapped into memory and shared: what is in them when this process is killed, its successor
 * finds there. One slot for each output stream; see `logs/output-slot.ts` for what they are for. Only pages that were
 * written to take room. Source: mmap(2).
 *
 * Every slot's first page is written with a system call before the file is mapped, since a store to a page for which
 * the file system has no room would be the end of the process (SIGBUS); a read(2) into such a page only fails. File systems
 * that copy on write, such as btrfs, may have no room for any store: there are no slots on them.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../core/thrown.ts';
import { type WallClockTime, wallClockTime } from '../core/units.ts';
import {
  type BegunOutput,
  isStamped,
  type LogMark,
  type OutputLeftover,
  type OutputManner,
  type OutputSlot,
} from '../logs/output-slot.ts';
import type { Libc } from './native.ts';

const PAGE = 4096;
const HEADER_SIZE = 512;
/** A quarter of a pipe that was made larger: with less, a program that floods is woken for each small piece that is read. */
const SLOT_DATA_SIZE = 256 * 1024;
const SLOT_SIZE = PAGE + SLOT_DATA_SIZE;
const SLOTS_PER_FILE = 64;
const SEGMENT_SIZE = SLOT_SIZE * SLOTS_PER_FILE;

/** tmpfs, ramfs, ext2 to 4, xfs; and overlay, which lies on one of the last two nearly everywhere. Source: statfs(2). */
const STORING_IN_PLACE: ReadonlySet<number> = new Set([
  0x01021994, 0x858458f6, 0xef53, 0x58465342, 0x794c7630,
]);

/** The header: where each number is, in units of its size. A slot without a name is free. */
const MANNER = 0;
const LENGTH = 1;
const NAME_LENGTH = 2;
const LOG_SIZE = 2;
const STAMPED_AT = 3;
const NAME_OFFSET = 32;
const LONGEST_NAME = 255;
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

export class SharedSlots {
  readonly #libc: Libc;
  readonly #directory: string;
  readonly #isPossible: boolean;
  readonly #byName = new Map<string, Slot>();
  readonly #free: Slot[] = [];
  #segments = 0;

  /**
   * Takes over the files that an earlier daemon left in the directory. `fileSystem`: the kind of that which the directory
   * lies on.
   */
  constructor(libc: Libc, directory: string, fileSystem = statfsSync(directory).type) {
    this.#libc = libc;
    this.#directory = directory;
    this.#isPossible = STORING_IN_PLACE.has(fileSystem);
    const found = readdirSync(directory).filter((name) => /^output\.\d+$/.test(name)).length;
    for (let number = 0; number < found; number += 1) if (!this.#addSegment()) break;
  }

  /** The slot of this name: the one that it had before, or a new one. Null where there is no room for one. */
  claim(name: string): OutputSlot | null {
    const bytes = Buffer.from(name);
    if (bytes.byteLength > LONGEST_NAME) return null;
    const known = this.#byName.get(name);
    if (known?.isClaimed === true) return null;
    if (known === undefined && this.#free.length === 0 && !this.#addSegment()) return null;
    const slot = known ?? (this.#free.pop() as Slot);
    slot.claim(bytes);
    this.#byName.set(name, slot);
    slot.onRelease = () => {
      this.#byName.delete(name);
      this.#free.push(slot);
    };
    return slot;
  }

  /** False when the file cannot be had: streams then do without. */
  #addSegment(): boolean {
    if (!this.#isPossible) return false;
    const segment = this.#openSegment(join(this.#directory, `output.${this.#segments}`));
    if (segment === null) return false;
    this.#segments += 1;
    for (let index = SLOTS_PER_FILE - 1; index >= 0; index -= 1) {
      const start = index * SLOT_SIZE;
      const slot = new Slot(segment.memory, start, segment.leftovers.get(start) ?? 0);
      const { name } = slot;
      if (name === '' || this.#byName.has(name)) this.#free.push(slot);
      else this.#byName.set(name, slot);
    }
    return true;
  }

  #openSegment(path: string): Segment | null {
    const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
    let fd: number | null = null;
    try {
      fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
      const leftovers = readLeftovers(fd);
      writeFirstPages(fd);
      const memory = this.#libc.mapShared(fd, SEGMENT_SIZE);
      if (memory === null) return null;
      return { memory: Buffer.from(memory.buffer, memory.byteOffset, SEGMENT_SIZE), leftovers };
    } catch (error) {
      errnoOf(error);
      return null;
    } finally {
      if (fd !== null) closeSync(fd);
    }
  }
}

interface Segment {
  readonly memory: Buffer;
  /** How much data stands in the slots that somebody had, by their start. */
  readonly leftovers: ReadonlyMap<number, number>;
}

/**
 * By system calls: looking at pages of mapped memory that nothing was written to takes room for them on tmpfs, and where
 * there is none it is the end of the process.
 */
function readLeftovers(fd: number): ReadonlyMap<number, number> {
  const leftovers = new Map<number, number>();
  const { size } = fstatSync(fd);
  if (size === 0) return leftovers;
  const header = new Uint32Array(NAME_LENGTH + 1);
  const data = Buffer.allocUnsafe(SLOT_DATA_SIZE);
  for (let start = 0; start < size; start += SLOT_SIZE) {
    readSync(fd, header, 0, header.byteLength, start);
    if (header[NAME_LENGTH] === 0) continue;
    const length = readSync(fd, data, 0, SLOT_DATA_SIZE, start + HEADER_SIZE);
    leftovers.set(start, endOfData(data.subarray(0, length)));
  }
  return leftovers;
}

/** Of the slots that the file does not have yet. Its size tells which, also after a death in between. */
function writeFirstPages(fd: number): void {
  const page = Buffer.alloc(PAGE);
  const { size } = fstatSync(fd);
  for (let index = Math.ceil(size / SLOT_SIZE); index < SLOTS_PER_FILE; index += 1) {
    writeSync(fd, page, 0, PAGE, index * SLOT_SIZE);
  }
  if (size < SEGMENT_SIZE) ftruncateSync(fd, SEGMENT_SIZE);
}

/** The place behind the last byte that is not zero. */
function endOfData(data: Buffer): number {
  const zeros = Buffer.alloc(PAGE);
  let end = data.byteLength;
  while (end >= PAGE && data.subarray(end - PAGE, end).equals(zeros)) end -= PAGE;
  while (end > 0 && data[end - 1] === 0) end -= 1;
  return end;
}

class Slot implements OutputSlot {
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
