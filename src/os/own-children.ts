/**
 * Who is a child of this process without being known to it: an orphan that came to it, as a rule. Asked at every exit of
 * a program, so it must cost little where many programs run, and may miss nobody.
 *
 * The kernel lists a process's children as `pid pid pid `. All that are known and not reaped yet are in the list, so its
 * length alone tells whether anybody else is: only then it is looked into. Source: proc(5); fs/proc/array.c.
 *
 * Only the main thread's list is read. It is the main thread that spawns, and the kernel gives orphans to the first thread
 * of a subreaper that is alive. Source: kernel/exit.c, find_new_reaper().
 */
import { openSync, readSync } from 'node:fs';
import { type Pid, pid as toPid } from '../core/units.ts';

/**
 * A read that is shorter than asked for was the last one. The kernel fills a page (4096 bytes at least) for each read, so
 * the size asked for leaves room for a last pid in it. Source: fs/seq_file.c, seq_read_iter().
 */
const READ_SIZE = 4000;
const SPACE = 0x20;
const ZERO = 0x30;

/** The kernel's list. Kept open: finding a file in `/proc` costs more than reading it. */
export class ChildList {
  readonly #readSize: number;
  #buffer: Buffer;
  #fd: number | null = null;

  /** `readSize`: of one read, at most {@link READ_SIZE}. */
  constructor(readSize: number = READ_SIZE) {
    this.#readSize = readSize;
    this.#buffer = Buffer.allocUnsafeSlow(2 * readSize);
  }

  /** `pid pid pid `, until the next reading; null where there is no list, or no descriptor left to read it with. */
  read(): Uint8Array | null {
    try {
      this.#fd ??= openSync(`/proc/self/task/${process.pid}/children`, 'r');
    } catch {
      return null; // Nothing can be found then, and an exit must be dealt with all the same.
    }
    let length = 0;
    for (;;) {
      if (this.#buffer.byteLength < length + this.#readSize) this.#grow();
      const count = readSync(this.#fd, this.#buffer, length, this.#readSize, length);
      length += count;
      if (count < this.#readSize) return this.#buffer.subarray(0, length);
    }
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(2 * this.#buffer.byteLength);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }
}

export class OwnChildren {
  readonly #list: ChildList;
  readonly #known = new Set<Pid>();
  /** How long the list of the known ones is. */
  #knownLength = 0;

  constructor(list: ChildList) {
    this.#list = list;
  }

  /** It is a child of this process, not reaped yet, and known from now on. */
  add(pid: Pid): void {
    if (this.#known.has(pid)) return;
    this.#known.add(pid);
    this.#knownLength += lengthOf(pid);
  }

  /** It was reaped: its pid means nothing any more. */
  delete(pid: Pid): void {
    if (this.#known.delete(pid)) this.#knownLength -= lengthOf(pid);
  }

  /** Those that were not added. In the order in which they came. */
  unknown(): readonly Pid[] {
    const list = this.#list.read();
    if (list === null || list.byteLength === this.#knownLength) return [];
    const found: Pid[] = [];
    let number = 0;
    for (const byte of list) {
      if (byte !== SPACE) {
        number = number * 10 + byte - ZERO;
        continue;
      }
      const pid = toPid(number);
      if (!this.#known.has(pid)) found.push(pid);
      number = 0;
    }
    return found;
  }
}

/** With the blank after it. */
function lengthOf(pid: Pid): number {
  let length = 2;
  for (let rest = pid as number; rest >= 10; rest = Math.floor(rest / 10)) length += 1;
  return length;
}
