/**
 * Programs that `vigilctl run` added, on disk: those that are to outlive the daemon beside its activity log, the others in
 * the run directory, which belongs to one boot. Each file is replaced as a whole.
 */
import { readFileSync, rmSync } from 'node:fs';
import type { AddedProgram } from '../config/added-programs.ts';
import { errorCode } from '../core/thrown.ts';
import { replaceFile } from '../os/replace-file.ts';

export interface AddedProgramFiles {
  readonly saved: string;
  readonly passing: string;
}

/** What is known of an added program beside the keys of its section. */
export interface StoredProgram extends AddedProgram {
  readonly environment: ReadonlyMap<string, string>;
  /** The log file that was made for it and goes with it; null: none was. */
  readonly ownLog: string | null;
}

export type Persistence = keyof AddedProgramFiles;

/** The environment of whoever ran a program is in it, so nobody else may read it. */
const MODE = 0o600;

/** A file is there, and no list of programs can be read from it. */
export class AddedProgramFileError extends Error {
  readonly code = 'ADDED_PROGRAMS';
  readonly file: string;

  constructor(file: string, reason: string) {
    super(`Cannot read the programs that were added: "${file}" ${reason}`);
    this.name = 'AddedProgramFileError';
    this.file = file;
  }
}

export class AddedProgramStore {
  readonly #bootId: string;
  #files: AddedProgramFiles;
  readonly #programs: Record<Persistence, Map<string, StoredProgram>>;

  /** What another boot than `bootId` added in passing is gone. Throws {@link AddedProgramFileError}. */
  constructor(files: AddedProgramFiles, bootId: string) {
    this.#bootId = bootId;
    this.#files = files;
    this.#programs = {
      saved: readPrograms(files.saved, null),
      passing: readPrograms(files.passing, bootId),
    };
  }

  list(): readonly StoredProgram[] {
    return [...this.#programs.saved.values(), ...this.#programs.passing.values()];
  }

  find(name: string): StoredProgram | undefined {
    return this.#programs.saved.get(name) ?? this.#programs.passing.get(name);
  }

  /** The program as it will be stored, not stored yet. */
  prepare(program: Omit<StoredProgram, 'file'>, persistence: Persistence): StoredProgram {
    return { ...program, file: this.#files[persistence] };
  }

  /** Throws the file system's error; the program is not added then. */
  add(program: StoredProgram, persistence: Persistence): void {
    const next = new Map(this.#programs[persistence]).set(program.name, program);
    this.#write(persistence, next);
  }

  /** Throws the file system's error; the program is still there then. */
  remove(name: string): void {
    for (const persistence of ['saved', 'passing'] as const) {
      const next = new Map(this.#programs[persistence]);
      if (next.delete(name)) this.#write(persistence, next);
    }
  }

  /** The daemon restarts, perhaps with other places. Answers whether so. Throws the file system's error. */
  moveTo(files: AddedProgramFiles): boolean {
    let hasMoved = false;
    for (const persistence of ['saved', 'passing'] as const) {
      const [from, to] = [this.#files[persistence], files[persistence]];
      if (from === to) continue;
      hasMoved = true;
      const moved = [...this.#programs[persistence].values()].map((program) => ({ ...program, file: to }));
      this.#files = { ...this.#files, [persistence]: to };
      this.#write(persistence, new Map(moved.map((program) => [program.name, program])));
      rmSync(from, { force: true });
    }
    return hasMoved;
  }

  /** After an orderly end: only what was saved is to come back. */
  forgetPassing(): void {
    this.#programs.passing.clear();
    rmSync(this.#files.passing, { force: true });
  }

  #write(persistence: Persistence, programs: Map<string, StoredProgram>): void {
    const path = this.#files[persistence];
    if (programs.size === 0) rmSync(path, { force: true });
    else replaceFile(path, textOf(programs, persistence === 'passing' ? this.#bootId : null), MODE);
    this.#programs[persistence] = programs;
  }
}

type Pair = readonly [string, string];

interface Written {
  readonly name: string;
  readonly keys: readonly Pair[];
  readonly environment: readonly Pair[];
  readonly ownLog: string | null;
}

function textOf(programs: ReadonlyMap<string, StoredProgram>, boot: string | null): string {
  const written = [...programs.values()].map(
    ({ name, keys, environment, ownLog }): Written => ({
      name,
      keys: [...keys],
      environment: [...environment],
      ownLog,
    }),
  );
  return `${JSON.stringify({ boot, programs: written }, null, 1)}\n`;
}

function readPrograms(file: string, bootId: string | null): Map<string, StoredProgram> {
  const text = readIfThere(file);
  if (text === null) return new Map();
  const content = parsed(text);
  if (content === null) throw new AddedProgramFileError(file, 'holds no list of programs');
  if (content.boot !== bootId) return new Map();
  return new Map(
    content.programs.map(({ name, keys, environment, ownLog }) => [
      name,
      { name, file, keys: new Map(keys), environment: new Map(environment), ownLog },
    ]),
  );
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new AddedProgramFileError(file, `cannot be read (${errorCode(error)})`);
  }
}

interface Content {
  readonly boot: string | null;
  readonly programs: readonly Written[];
}

/** Null for what this class has not written. */
function parsed(text: string): Content | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // Which character is wrong helps nobody: the file is not written by hand.
  }
  const { boot, programs } = (value ?? {}) as Partial<Content>;
  if (boot === undefined || !Array.isArray(programs) || !programs.every(isWritten)) return null;
  return { boot, programs };
}

function isWritten(value: unknown): value is Written {
  const { name, keys, environment, ownLog } = (value ?? {}) as Partial<Written>;
  const isLog = ownLog === null || typeof ownLog === 'string';
  return typeof name === 'string' && isLog && arePairs(keys) && arePairs(environment);
}

function arePairs(value: unknown): boolean {
  const isPair = (pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string');
  return Array.isArray(value) && value.every(isPair);
}
