/** What a rule of `--check` sees and says. Each rule is one function; `check.ts` runs them and finds the places. */
import type { IniDocument } from '../ini-document.ts';
import type { Config, ProcessConfig } from '../model.ts';
import type { UnknownKey } from '../unknown-keys.ts';

export type Severity = 'error' | 'warning';

/** What a path is to somebody who wants to run it. */
export type Executability = 'executable' | 'not-executable' | 'directory' | 'missing';

/** Questions to the machine that the configuration will run on. */
export interface CheckMachine {
  executability(path: string): Executability;
  isDirectory(path: string): boolean;
  /** A line as it stands in a file, without its end; null when it cannot be read. */
  sourceLine(file: string, line: number): string | null;
  /** Variables of the daemon's environment. */
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
}

export interface CheckSubject {
  readonly config: Config;
  readonly document: IniDocument;
  readonly unknownKeys: readonly UnknownKey[];
  /** Included files that could not be opened. */
  readonly skippedFiles: readonly string[];
  readonly machine: CheckMachine;
}

/** What a rule found, not yet with its place in a file. */
export interface Observation {
  readonly severity: Severity;
  /** Stable, for scripts that look for one kind of finding. */
  readonly code: string;
  readonly section: string | null;
  readonly key: string | null;
  readonly message: string;
  /** What to do about it, as an order: `Set stdout_logfile_maxbytes=0`. */
  readonly cure: string | null;
}

export type CheckRule = (subject: CheckSubject) => Iterable<Observation>;

/** Every process of every group, in their order. */
export function* allProcesses(config: Config): Generator<ProcessConfig> {
  for (const group of config.groups) yield* group.processes;
}

/** Looks at each process by itself. */
export function forEachProcess(
  observe: (process: ProcessConfig, subject: CheckSubject) => Iterable<Observation>,
): CheckRule {
  return function* (subject) {
    for (const process of allProcesses(subject.config)) yield* observe(process, subject);
  };
}

export function warning(facts: Omit<Observation, 'severity'>): Observation {
  return { severity: 'warning', ...facts };
}
