/**
 * The hidden `__complete WORD...`: what a shell offers for the last word, one candidate a line, with a TAB and an
 * explanation where there is one. It complains about nothing: a Tab must not disturb what is being typed.
 */
import { getopt } from '../core/getopt.ts';
import { CLIENT_OPTIONS, type ClientOption } from './client-options.ts';
import { candidatesFor, type NamedProcess } from './completion.ts';
import { FILES } from './completion-words.ts';
import type { ActionTable } from './help.ts';

export interface Sources {
  readonly actions: ActionTable;
  /** The processes of the daemon that the words before the action lead to. */
  readonly processes: (options: readonly string[]) => Promise<readonly NamedProcess[]>;
}

interface Candidate {
  readonly text: string;
  readonly meaning: string;
}

/** `words` follow the program's name; the last one is being typed. */
export async function completeCommandLine(
  words: readonly string[],
  sources: Sources,
): Promise<readonly string[]> {
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? '';
  const candidates = await allCandidates(before, word, sources);
  return candidates
    .filter(({ text }) => (text.startsWith(word) || text === FILES) && !/[\s\0-\x1f\x7f]/.test(text))
    .map(({ text, meaning }) => (meaning === '' ? text : `${text}\t${meaning}`));
}

async function allCandidates(
  before: readonly string[],
  word: string,
  { actions, processes }: Sources,
): Promise<readonly Candidate[]> {
  const place = placeAfter(before);
  switch (place.kind) {
    case 'nowhere':
      return [];
    case 'value':
      return place.option.completes.map(plain);
    case 'first':
      if (word.startsWith('-')) return place.mayBeOption ? CLIENT_OPTIONS.flatMap(optionCandidate) : [];
      return [...actions.values()].map(({ name, help }) => ({ text: name, meaning: meaningOf(help) }));
    case 'argument': {
      const options = before.slice(0, before.length - place.words.length);
      const names = await candidatesFor([...place.words, word], actions, () => processes(options));
      return [...new Set(names)].map(plain);
    }
  }
}

type Place =
  | { readonly kind: 'value'; readonly option: ClientOption }
  /** An option or an action. */
  | { readonly kind: 'first'; readonly mayBeOption: boolean }
  /** `words` are the action and what follows it. */
  | { readonly kind: 'argument'; readonly words: readonly string[] }
  /** After a mistake. */
  | { readonly kind: 'nowhere' };

/** No word of a command line can hold it. */
const MARK = '\0';

/** What the next word would be. */
function placeAfter(before: readonly string[]): Place {
  const result = getopt([...before, MARK], CLIENT_OPTIONS);
  if (result.kind === 'refused') return { kind: 'nowhere' };
  const { options, positionals } = result;
  const last = options.at(-1);
  if (last?.value === MARK) return { kind: 'value', option: last.spec };
  if (positionals.length > 1) return { kind: 'argument', words: positionals.slice(0, -1) };
  return { kind: 'first', mayBeOption: before.at(-1) !== '--' };
}

function optionCandidate({ long, help }: ClientOption): readonly Candidate[] {
  const [meaning = ''] = help?.split('\n') ?? [];
  return long === undefined ? [] : [{ text: `--${long}`, meaning }];
}

function plain(text: string): Candidate {
  return { text, meaning: '' };
}

/** The first line of the help that has one. */
function meaningOf(help: readonly { readonly meaning: string }[]): string {
  return help.find(({ meaning }) => meaning !== '')?.meaning ?? '';
}
