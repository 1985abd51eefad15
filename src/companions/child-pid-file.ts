/** The file in which a program keeps its process id. Source: Supervisor pidproxy.py, passtochild(). */
import { readFileSync } from 'node:fs';
import { type Pid, pid } from '../core/units.ts';

/** The largest number that Linux can give a process. */
const HIGHEST_PID = 4_194_304;

/**
 * Null for a file that cannot be read or holds anything but one process id. Zero and negative numbers are none: a
 * signal to them would reach whole process groups.
 */
export function readChildPid(path: string): Pid | null {
  const number = parsePid(readIfPossible(path));
  return number === null ? null : pid(number);
}

function readIfPossible(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The reason makes no difference: the program is just being restarted, or it never wrote the file.
    return '';
  }
}

function parsePid(text: string): number | null {
  const [digits] = /^\d+$/.exec(text.trim()) ?? [];
  const number = Number(digits);
  return number >= 1 && number <= HIGHEST_PID ? number : null;
}
