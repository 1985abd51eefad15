/** Resident memory of processes, from `/proc/PID/status` (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  /** In bytes. */
  readonly resident: number;
}

/** Null for a text that has none, such as that of a zombie. */
export function parseStatus(text: string): ProcessMemory | null {
  const number = (key: string) => new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text)?.[1];
  const [pid, parent, kilobytes] = [number('Pid'), number('PPid'), number('VmRSS')];
  if (pid === undefined || parent === undefined || kilobytes === undefined) return null;
  return { pid: Number(pid), parent: Number(parent), resident: Number(kilobytes) * 1024 };
}

/** The processes that there are now. */
export function allProcessMemory(): readonly ProcessMemory[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processMemory(Number(name)))
    .filter((found) => found !== null);
}

/** Null when there is no such process any more. */
export function processMemory(pid: number): ProcessMemory | null {
  try {
    return parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // It ended, or belongs to somebody whose processes are hidden.
    return null;
  }
}

/** The memory of the process and all its descendants, in bytes; null when the process is not in the list. */
export function cumulativeMemory(pid: number, all: readonly ProcessMemory[]): number | null {
  const root = all.find((candidate) => candidate.pid === pid);
  if (root === undefined) return null;
  const family = new Set([root]);
  // A loop over a Set also visits what the loop itself adds.
  for (const member of family) {
    for (const candidate of all) if (candidate.parent === member.pid) family.add(candidate);
  }
  return [...family].reduce((sum, { resident }) => sum + resident, 0);
}
