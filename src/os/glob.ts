/**
 * Shell patterns over paths as Python has them: `*`, `?`, `[...]` and `[!...]`, no braces, `**` is no more than `*`, and
 * names with a leading dot are found only by a pattern with one. Source: CPython Lib/glob.py.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { matchesPattern } from './name-pattern.ts';
import { pathText, systemPath } from './path-bytes.ts';

const MAGIC = /[*?[]/;

/** What Node shows for bytes that are no UTF-8. */
const REPLACED = '\ufffd';

/** The existing paths that match, in no particular order. What cannot be read matches nothing. */
export function glob(pattern: string): string[] {
  const slash = pattern.lastIndexOf('/');
  const name = pattern.slice(slash + 1);
  const directory = withoutTrailingSlashes(pattern.slice(0, slash + 1));
  if (!MAGIC.test(pattern)) {
    const isThere = name === '' ? isDirectory(directory) : isPresent(pattern);
    return isThere ? [pattern] : [];
  }
  const directories = directory !== pattern && MAGIC.test(directory) ? glob(directory) : [directory];
  return directories.flatMap((found) => namesIn(found, name).map((match) => join(found, match)));
}

function namesIn(directory: string, name: string): string[] {
  if (!MAGIC.test(name)) {
    const isThere = name === '' ? isDirectory(directory) : isPresent(join(directory, name));
    return isThere ? [name] : [];
  }
  const names = entriesOf(directory);
  return names.filter(
    (entry) => (name.startsWith('.') || !entry.startsWith('.')) && matchesPattern(entry, name),
  );
}

function entriesOf(directory: string): string[] {
  try {
    const path = systemPath(directory === '' ? '.' : directory);
    const names = readdirSync(path);
    if (!names.some((name) => name.includes(REPLACED))) return names;
    return readdirSync(path, { encoding: 'buffer' }).map(pathText);
  } catch {
    // Not a directory, or not one that may be listed: there is nothing to match in it.
    return [];
  }
}

/** Dangling symbolic links count: they are found, and fail to open. */
function isPresent(path: string): boolean {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is no directory or may not be searched.
    return false;
  }
}

/** Follows symbolic links. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // As above, or the path holds a NUL.
    return false;
  }
}

function join(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** `/` alone stays. */
function withoutTrailingSlashes(head: string): string {
  return head.replace(/\/+$/, '') || head;
}
