/** Python's `repr()` of a string, which Supervisor's messages use for quoting. */

const NOT_PRINTABLE = /[\p{C}\p{Z}]/u;

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Single quotes, or double ones around a text that holds a single quote and no double one. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = Array.from(text, (character) => (character === quote ? `\\${quote}` : escaped(character)));
  return quote + body.join('') + quote;
}

function escaped(character: string): string {
  const named = NAMED_ESCAPES.get(character);
  if (named !== undefined) return named;
  if (character === ' ' || !NOT_PRINTABLE.test(character)) return character;
  const hexadecimal = (character.codePointAt(0) ?? 0).toString(16);
  if (hexadecimal.length <= 2) return `\\x${hexadecimal.padStart(2, '0')}`;
  if (hexadecimal.length <= 4) return `\\u${hexadecimal.padStart(4, '0')}`;
  return `\\U${hexadecimal.padStart(8, '0')}`;
}
