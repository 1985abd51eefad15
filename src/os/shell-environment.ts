/**
 * Variables that sh does not hand on. Most shells drop those whose names they cannot use themselves, such as
 * `spring.port` and the functions that bash exports, and set some of their own.
 */
import { readEnvironment } from './process-table.ts';

export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/**
 * What a shell that stays the parent of this process was itself given. `shell` is the pid that it told in a variable;
 * null when that is not the parent, which means that the shell is gone, or that the variable came from elsewhere.
 */
export function environmentOfShell(
  shell: string | undefined,
  parent: number,
): ReadonlyMap<string, string> | null {
  const entries = shell === String(parent) ? readEnvironment(parent) : null;
  return entries === null ? null : new Map(entries.map(splitEntry));
}

function splitEntry(entry: string): readonly [name: string, value: string] {
  const equals = entry.indexOf('=', 1);
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
