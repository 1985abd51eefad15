/**
 * Which file a command runs, and why it cannot. The daemon looks before it spawns, with its own directory and user.
 * Source: Supervisor process.py, get_execv_args(); options.py, get_path() and check_execv_args().
 */
import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { pythonRepr } from '../core/python-repr.ts';
import type { SpawnFailureKind } from '../supervisor/ports.ts';

export type CommandLookup =
  | { readonly kind: 'found'; readonly path: string }
  | {
      readonly kind: 'failed';
      readonly failure: Exclude<SpawnFailureKind, 'spawn-error'>;
      /** Supervisor's `spawnerr` text. */
      readonly message: string;
    };

export interface SearchPaths {
  /** PATH of the program's configured environment, when it has one. */
  readonly program: string | undefined;
  /** PATH of the daemon. */
  readonly daemon: string | undefined;
}

/** Finds the executable for the words of a command. */
export function lookUpCommand(words: readonly string[], paths: SearchPaths): CommandLookup {
  const word = words[0];
  if (word === undefined) return failed('not-executable', 'command is empty');
  const file = word.includes('/') ? word : search(word, searchedDirectories(paths));
  const stats = file === null ? null : statOrNull(file);
  if (file === null || stats === null) return failed('no-file', `can't find command ${pythonRepr(word)}`);
  if (stats.isDirectory()) return failed('not-executable', `command at ${pythonRepr(file)} is a directory`);
  if ((stats.mode & 0o111) === 0) {
    return failed('not-executable', `command at ${pythonRepr(file)} is not executable`);
  }
  if (!mayExecute(file)) return failed('not-executable', `no permission to run command ${pythonRepr(file)}`);
  return { kind: 'found', path: file };
}

const DEFAULT_PATH = ['/bin', '/usr/bin', '/usr/local/bin'];

/**
 * Where a command without a slash is looked for. An empty PATH counts where the program sets it, not where the daemon has
 * it.
 */
export function searchedDirectories({ program, daemon }: SearchPaths): readonly string[] {
  if (program !== undefined) return program.split(':');
  return daemon ? daemon.split(':') : DEFAULT_PATH;
}

/** The first that exists, even if it cannot be executed: the error is then about that one. */
function search(word: string, directories: readonly string[]): string | null {
  const candidates = directories.map((directory) => join(directory, word));
  return candidates.find((candidate) => statOrNull(candidate) !== null) ?? null;
}

/** As Python joins: nothing is normalized, and an empty directory gives the bare name. */
function join(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

function statOrNull(path: string): Stats | null {
  try {
    // An exception costs more than all the rest, and a miss is the usual case on a PATH.
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null; // Whatever the reason, there is nothing here that could be run.
  }
}

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // The caller's sentence says what EACCES would.
  }
}

function failed(failure: 'no-file' | 'not-executable', message: string): CommandLookup {
  return { kind: 'failed', failure, message };
}
