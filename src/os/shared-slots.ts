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
import type { OutputSlot } from '../logs/output-slot.ts';
import {
  HEADER_SIZE,
  LONGEST_NAME,
  MappedSlot,
  NAME_LENGTH,
  PAGE,
  SLOT_DATA_SIZE,
  SLOT_SIZE,
} from './mapped-slot.ts';
import type { Libc } from './native.ts';

const SLOTS_PER_FILE = 64;
const SEGMENT_SIZE = SLOT_SIZE * SLOTS_PER_FILE;

/** tmpfs, ramfs, ext2 to 4, xfs; and overlay, which lies on one of the last two nearly everywhere. Source: statfs(2). */
const STORING_IN_PLACE: ReadonlySet<number> = new Set([
  0x01021994, 0x858458f6, 0xef53, 0x58465342, 0x794c7630,
]);

export class SharedSlots {
  readonly #libc: Libc;
  readonly #directory: string;
  readonly #isPossible: boolean;
  readonly #byName = new Map<string, MappedSlot>();
  readonly #free: MappedSlot[] = [];
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
    const slot = known ?? (this.#free.pop() as MappedSlot);
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
      const slot = new MappedSlot(segment.memory, start, segment.leftovers.get(start) ?? 0);
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
      errnoOf(error); // Throws a bug again.
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
