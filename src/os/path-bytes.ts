/**
 * Names of files are bytes, and an old one may not be UTF-8. In a text each byte that belongs to no character stands as
 * U+DC80 to U+DCFF, so that the file can be found and opened again. Source: PEP 383.
 */
const ESCAPED = /[\u{dc80}-\u{dcff}]/u;
const ESCAPE = 0xdc00;
const LONGEST_CHARACTER = 4;

/** The text for a name as the system lists it. */
export function pathText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  let escaped = '';
  for (let position = 0; position < bytes.length; ) {
    const length = characterLength(bytes, position);
    escaped +=
      length === 0
        ? String.fromCharCode(ESCAPE + (bytes[position] ?? 0))
        : bytes.toString('utf8', position, position + length);
    position += Math.max(length, 1);
  }
  return escaped;
}

/** What to give to the system for a path. */
export function systemPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  const characters = [...path].map((character) =>
    ESCAPED.test(character) ? Buffer.of(character.charCodeAt(0) - ESCAPE) : Buffer.from(character),
  );
  return Buffer.concat(characters);
}

/** In bytes; 0 where no whole character begins. */
function characterLength(bytes: Buffer, position: number): number {
  for (let length = 1; length <= LONGEST_CHARACTER && position + length <= bytes.length; length += 1) {
    const character = bytes.subarray(position, position + length);
    if (Buffer.from(character.toString('utf8')).equals(character)) return length;
  }
  return 0;
}
