/** What is found where a command should be: the file, what it is, and a name that may have been meant. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { closestName } from '../../core/closest-name.ts';
import type { ExecutableFinding } from '../../explain/facts.ts';
import { lookUpCommand, type SearchPaths, searchedDirectories } from '../../os/command-lookup.ts';
import { executableContent } from '../../os/executable-content.ts';
import { noexecMount } from '../../os/noexec-mount.ts';

export function commandFinding(words: readonly string[], paths: SearchPaths): ExecutableFinding | null {
  const word = words[0];
  if (word === undefined) return null;
  const searched = word.includes('/') ? [] : searchedDirectories(paths);
  const found = lookUpCommand(words, paths);
  const path = found.kind === 'found' ? found.path : existing(word, searched);
  const mount = path === null ? null : noexecMount(path);
  return {
    path,
    searched,
    ...(mount === null ? {} : { noexecMount: mount }),
    similar: path === null ? similarName(word, searched) : null,
    content: path === null ? { kind: 'unknown' } : executableContent(path),
  };
}

function existing(word: string, searched: readonly string[]): string | null {
  const candidates = word.includes('/') ? [word] : searched.map((directory) => join(directory, word));
  return candidates.find((path) => isThere(path)) ?? null;
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // Not to be looked at (EACCES, ENOTDIR).
  }
}

function similarName(word: string, searched: readonly string[]): string | null {
  if (!word.includes('/')) return closestName(word, searched.flatMap(namesIn));
  const directory = dirname(word);
  const name = closestName(word.slice(word.lastIndexOf('/') + 1), namesIn(directory));
  return name === null ? null : join(directory, name);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // PATH may name what is not there.
  }
}
