/**
 * The hidden `__complete WORD...`: what a shell offers for the last word, one candidate a line, with a TAB and an
 * explanation where there is one. It complains about nothing: a Tab must not disturb what is being typed.
 */
import type { Action } from './action.ts';
import { CLIENT_OPTIONS, type ClientOption } from './client-options.ts';
import { candidatesFor } from './completion.ts';
import { FILES } from './completion-words.ts';
import type { ActionTable } from './help.ts';
import { placeAfter } from './option-place.ts';
import type { ProcessName } from './rpc-results.ts';

export interface Sources {
  readonly actions: ActionTable;
  /** The processes of the daemon that the words before the action lead to. */
  readonly processes: (options: readonly string[]) => Promise<readonly ProcessName[]>;
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
  const place = placeAfter(before, CLIENT_OPTIONS);
  if (place.kind === 'nowhere') return [];
  if (place.kind === 'value') return place.option.completes.map(plain);
  const { positionals, mayBeOption } = place;
  const action = actions.get(positionals[0] ?? '');
  if (positionals.length > 0) {
    const options = before.slice(0, before.length - positionals.length);
    const names = await candidatesFor([...positionals, word], actions, () => processes(options));
    return [...new Set(names)].map((text) => ({ text, meaning: meaningOfOption(action, text) }));
  }
  if (word.startsWith('-')) return mayBeOption ? CLIENT_OPTIONS.flatMap(optionCandidate) : [];
  return [...actions.values()].map(({ name, help }) => ({ text: name, meaning: meaningOf(help) }));
}

function optionCandidate({ long, help }: ClientOption): readonly Candidate[] {
  const [meaning = ''] = help?.split('\n') ?? [];
  return long === undefined ? [] : [{ text: `--${long}`, meaning }];
}

function plain(text: string): Candidate {
  return { text, meaning: '' };
}

/** What the first line of the help that explains something says. */
function meaningOf(help: readonly { readonly meaning: string }[]): string {
  return help.find(({ meaning }) => meaning !== '')?.meaning ?? '';
}

/** An option of an action has a line of its own in the help. */
function meaningOfOption(action: Action | undefined, text: string): string {
  if (!text.startsWith('--')) return '';
  return action?.help.find(({ usage }) => usage.trim().split(' ')[0] === text)?.meaning ?? '';
}
