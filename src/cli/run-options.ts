/** The words behind `run`. */
import { getopt } from '../core/getopt.ts';
import type { ActionOption } from './action.ts';
import { FILES } from './completion-words.ts';

export interface RunOptions {
  /** Null: that of the command. */
  readonly name: string | null;
  readonly environment: ReadonlyMap<string, string>;
  /** As written; null: where the caller is. */
  readonly directory: string | null;
  readonly isOnce: boolean;
  readonly isSaved: boolean;
  /** Never empty. */
  readonly command: readonly [string, ...string[]];
}

interface RunOption extends ActionOption {
  readonly meaning: 'name' | 'env' | 'dir' | 'once' | 'save';
}

export const RUN_OPTIONS: readonly RunOption[] = [
  { long: 'name', meaning: 'name', takesValue: true, completes: [] },
  { long: 'env', meaning: 'env', takesValue: true, completes: [] },
  { long: 'dir', meaning: 'dir', takesValue: true, completes: [FILES] },
  { long: 'once', meaning: 'once', takesValue: false, completes: [] },
  { long: 'save', meaning: 'save', takesValue: false, completes: [] },
];

/** A text says what is wrong. */
export function parseRunOptions(words: readonly string[]): RunOptions | string {
  const result = getopt(words, RUN_OPTIONS);
  if (result.kind === 'refused') return `Error: run: ${result.message}`;
  const [first, ...rest] = result.positionals;
  if (first === undefined) return 'Error: run requires a command';
  const given = (meaning: RunOption['meaning']) =>
    result.options.filter(({ spec }) => spec.meaning === meaning).map(({ value }) => value);
  const environment = new Map<string, string>();
  for (const assignment of given('env')) {
    const equals = assignment.indexOf('=');
    if (equals < 1) return `Error: run: --env wants NAME=VALUE, got "${assignment}"`;
    environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
  }
  return {
    name: given('name').at(-1) ?? null,
    environment,
    directory: given('dir').at(-1) ?? null,
    isOnce: given('once').length > 0,
    isSaved: given('save').length > 0,
    command: [first, ...rest],
  };
}
