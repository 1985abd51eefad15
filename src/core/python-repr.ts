/** Python's `repr()` of a string, which Supervisor's messages use for quoting. Source: CPython unicodeobject.c. */

const NOT_PRINTABLE = /[\p{C}\p{Z}]/u;
const NEEDS_ESCAPE = /[^ -~]|\\/u;

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Single quotes, or double ones around a text that holds a single quote and no double one. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (!NEEDS_ESCAPE.test(text) && !text.includes(quote)) return quote + text + quote;
  const body = Array.from(text, (character) => (character === quote ? `\\${quote}` : escaped(character)));
  return quote + body.join('') + quote;
}

/** `ascii()` of a string: `repr()` with everything outside ASCII escaped. */
export function pythonAscii(text: string): string {
  return pythonRepr(text).replace(/[^\x00-\x7f]/gu, hexadecimalEscape);
}

function escaped(character: string): string {
  const named = NAMED_ESCAPES.get(character);
  if (named !== undefined) return named;
  return character === ' ' || !NOT_PRINTABLE.test(character) ? character : hexadecimalEscape(character);
}

function hexadecimalEscape(character: string): string {
  const hexadecimal = (character.codePointAt(0) ?? 0).toString(16);
  if (hexadecimal.length <= 2) return `\\x${hexadecimal.padStart(2, '0')}`;
  if (hexadecimal.length <= 4) return `\\u${hexadecimal.padStart(4, '0')}`;
  return `\\U${hexadecimal.padStart(8, '0')}`;
}
