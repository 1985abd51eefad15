/** What Tab offers in the shell. Source: Supervisor supervisorctl.py, complete(). */
import { assertNever } from '../core/assert-never.ts';
import { signalNames } from '../core/signals.ts';
import type { ActionOption, UsageLine } from './action.ts';
import { COMPLETION_SHELLS, FILES } from './completion-words.ts';
import type { ActionTable } from './help.ts';
import { placeAfter } from './option-place.ts';
import type { ProcessName } from './rpc-results.ts';

/** A word ends at these; `:`, `*` and `-` are parts of names. */
const LAST_WORD = /[^\s`~!@#$%^&()=+[{\]}\\|;'",<>/?]*$/;

export interface Completion {
  /** Each with a blank at its end, ready for the next word. */
  readonly candidates: readonly string[];
  /** The part of the line that a candidate replaces. */
  readonly word: string;
}

type ProcessSource = () => Promise<readonly ProcessName[]>;

/** `line` is what stands before the cursor. `processes` is asked only where processes or groups are wanted. */
export async function complete(
  line: string,
  actions: ActionTable,
  processes: ProcessSource,
): Promise<Completion> {
  const [word = ''] = LAST_WORD.exec(line) ?? [];
  const words = line.trimStart().split(/\s+/);
  const names = await candidatesFor([...words.slice(0, -1), word], actions, processes);
  const candidates = names
    .filter((name) => name.startsWith(word) && name !== FILES)
    .map((name) => `${name} `);
  return { candidates: [...new Set(candidates)], word };
}

/** What may stand where the last of the words is; not all of it begins as that word does. */
export async function candidatesFor(
  words: readonly string[],
  actions: ActionTable,
  processes: ProcessSource,
): Promise<readonly string[]> {
  const word = words.at(-1) ?? '';
  const [first = ''] = words;
  if (words.length < 2) return [...actions.keys()];
  const { completes = 'nothing', options = [], help = [] } = actions.get(first) ?? {};
  const ofOptions = options.length === 0 ? null : optionCandidates(words.slice(1, -1), word, options);
  if (ofOptions !== null) return ofOptions;
  if (options.length === 0 && word.startsWith('-')) return optionsIn(help);
  switch (completes) {
    case 'nothing':
      return [];
    case 'files':
      return [FILES];
    case 'actions':
      return [...actions.keys()];
    case 'shells':
      return COMPLETION_SHELLS;
    case 'groups':
      return (await processes()).map((process) => process.group);
    case 'signal-first':
      if (words.length === 2) return signalNames();
      return (await processes()).flatMap((process) => processNames(process, word));
    case 'processes':
      return (await processes()).flatMap((process) => processNames(process, word));
    default:
      return assertNever(completes);
  }
}

/** Null where the word is neither an option nor the value of one. */
function optionCandidates(
  before: readonly string[],
  word: string,
  options: readonly ActionOption[],
): readonly string[] | null {
  const place = placeAfter(before, options);
  if (place.kind === 'value') return place.option.completes;
  if (place.kind === 'nowhere' || !place.mayBeOption || !word.startsWith('-')) return null;
  return options.map(({ long }) => `--${long}`);
}

/** Of an action that reads them itself: those that its help shows. */
function optionsIn(help: readonly UsageLine[]): readonly string[] {
  return help.flatMap(({ usage }) => usage.match(/(?<=[\s[])--?[a-z]+/g) ?? []);
}

function processNames({ group, name }: ProcessName, word: string): readonly string[] {
  return word.includes(':') || name !== group ? [`${group}:${name}`, `${group}:*`] : [name];
}
