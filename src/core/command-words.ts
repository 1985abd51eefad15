/**
 * A `command=` line split into words as Supervisor does: POSIX shell quoting and nothing else of a shell, so no
 * variables, patterns, pipes, `;` or `&`. Source: CPython Lib/shlex.py, split(), POSIX mode without comments.
 */

export type CommandWords =
  | { readonly kind: 'split'; readonly words: readonly string[] }
  /** `message` is Python's: `No closing quotation` or `No escaped character`. */
  | { readonly kind: 'malformed'; readonly message: string };

type Context = 'between' | 'bare' | "'" | '"';

/** Only blank, tab, carriage return and newline separate words. An empty command splits into no words. */
export function splitCommand(command: string): CommandWords {
  const words: string[] = [];
  let word = '';
  let context: Context = 'between';
  let isEscaped = false;
  for (const character of command) {
    if (isEscaped) {
      if (context === '"' && character !== '\\' && character !== '"') word += '\\';
      word += character;
      isEscaped = false;
    } else if (context === "'" || context === '"') {
      if (character === context) context = 'bare';
      else if (character === '\\' && context === '"') isEscaped = true;
      else word += character;
    } else if (' \t\r\n'.includes(character)) {
      if (context === 'bare') words.push(word);
      word = '';
      context = 'between';
    } else if (character === "'" || character === '"') {
      context = character;
    } else {
      context = 'bare';
      if (character === '\\') isEscaped = true;
      else word += character;
    }
  }
  if (isEscaped) return { kind: 'malformed', message: 'No escaped character' };
  if (context === "'" || context === '"') return { kind: 'malformed', message: 'No closing quotation' };
  if (context === 'bare') words.push(word);
  // Programs keep them: a copy has no room for more words, as `push` has made.
  return { kind: 'split', words: words.slice() };
}

/** Words that mean the same to a shell and to {@link splitCommand} without quotes. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The inverse of {@link splitCommand}: a command that splits into these words. A shell reads it in the same way. */
export function joinCommand(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}
