/**
 * Which processes an operator switched off for good: they do not start by themselves, whatever `autostart` says, until
 * they are switched on again. Kept in a small text file that is only ever replaced as a whole.
 */
import { readFileSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import { replaceFile } from '../os/replace-file.ts';

/** Why the file could not be written: the error's code. */
export type SaveOutcome = { readonly kind: 'saved' } | { readonly kind: 'failed'; readonly code: string };

const HEAD =
  '# Processes that vigild does not start by itself (vigilctl disable), one group:process a line.\n';
const MODE = 0o640;

export class DisabledPrograms {
  readonly #path: string;
  #names: ReadonlySet<string>;

  /** Throws the file system's error where there is a file that cannot be read. */
  constructor(path: string) {
    this.#path = path;
    this.#names = new Set(readNames(path));
  }

  isDisabled(group: string, process: string): boolean {
    return this.#names.size > 0 && this.#names.has(`${group}:${process}`);
  }

  /** As `group:process`, sorted. */
  list(): readonly string[] {
    return [...this.#names].sort();
  }

  /** All of them or, when the file cannot be written, none. Names are `group:process`. */
  change(names: readonly string[], to: 'disabled' | 'enabled'): SaveOutcome {
    const next = new Set(this.#names);
    for (const name of names) {
      if (to === 'disabled') next.add(name);
      else next.delete(name);
    }
    if (next.size === this.#names.size && [...next].every((name) => this.#names.has(name))) {
      return { kind: 'saved' };
    }
    const outcome = this.#save([...next].sort());
    if (outcome.kind === 'saved') this.#names = next;
    return outcome;
  }

  #save(names: readonly string[]): SaveOutcome {
    try {
      replaceFile(this.#path, HEAD + names.map((name) => `${name}\n`).join(''), MODE);
      return { kind: 'saved' };
    } catch (error) {
      return { kind: 'failed', code: errorCode(error) };
    }
  }
}

function readNames(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line.includes(':') && !line.startsWith('#'));
}
