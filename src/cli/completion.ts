/** What Tab offers in the shell. Source: Supervisor supervisorctl.py, complete(). */
import type { ActionTable } from './help.ts';
import type { ProcessInfo } from './rpc-methods.ts';

/** A word ends at these; `:`, `*` and `-` are parts of names. */
const LAST_WORD = /[^\s`~!@#$%^&()=+[{\]}\\|;'",<>/?]*$/;

export interface Completion {
  /** Each with a blank at its end, ready for the next word. */
  readonly candidates: readonly string[];
  /** The part of the line that a candidate replaces. */
  readonly word: string;
}

/** `line` is what stands before the cursor. `processes` is asked only where processes or groups are wanted. */
export async function complete(
  line: string,
  actions: ActionTable,
  processes: () => Promise<readonly ProcessInfo[]>,
): Promise<Completion> {
  const [word = ''] = LAST_WORD.exec(line) ?? [];
  const [first = '', ...rest] = line.trimStart().split(/\s+/);
  const names =
    rest.length === 0
      ? [...actions.keys()]
      : await namesFor(actions.get(first)?.completes ?? 'nothing', { word, actions, processes });
  const candidates = names.filter((name) => name.startsWith(word)).map((name) => `${name} `);
  return { candidates: [...new Set(candidates)], word };
}

interface Offer {
  readonly word: string;
  readonly actions: ActionTable;
  readonly processes: () => Promise<readonly ProcessInfo[]>;
}

async function namesFor(
  what: 'nothing' | 'actions' | 'groups' | 'processes',
  { word, actions, processes }: Offer,
): Promise<readonly string[]> {
  switch (what) {
    case 'nothing':
      return [];
    case 'actions':
      return [...actions.keys()];
    case 'groups':
      return (await processes()).map((info) => info.group);
    case 'processes':
      return (await processes()).flatMap((info) => processNames(info, word));
  }
}

function processNames({ group, name }: ProcessInfo, word: string): readonly string[] {
  return word.includes(':') || name !== group ? [`${group}:${name}`, `${group}:*`] : [name];
}
