/** What one process takes, beyond what the table of processes tells. Source: proc(5), getauxval(3). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readProcFile } from './process-table.ts';

/** Clock ticks in a second: what Linux shows to programs, whatever its own timer does. */
export const TICKS_PER_SECOND = 100;

const AT_PAGESZ = 6n;
const USUAL_PAGE_SIZE = 4096;

/** In bytes. */
export function pageSize(): number {
  const vector = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8));
  }
  return USUAL_PAGE_SIZE;
}

/** Proportional share of resident memory in bytes; 0 where it is gone or not ours to read. */
export function readProportionalMemory(pid: number): number {
  // Null: gone, another user's, or a kernel without it.
  const text = readProcFile(pid, 'smaps_rollup')?.toString('latin1') ?? '';
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/**
 * How many descriptors are open; 0 where it is gone or not ours to read. Since Linux 6.2 the size of the directory tells,
 * before it is 0. Source: fs/proc/fd.c, proc_fd_getattr().
 */
export function countDescriptors(pid: number): number {
  const directory = `/proc/${pid}/fd`;
  try {
    return statSync(directory).size || readdirSync(directory).length;
  } catch {
    return 0;
  }
}
