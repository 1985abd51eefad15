/** One file name against one shell pattern. Source: CPython Lib/fnmatch.py. */

type Piece =
  | { readonly kind: 'any-run' }
  | { readonly kind: 'any-one' }
  | { readonly kind: 'literal'; readonly character: string }
  | {
      readonly kind: 'set';
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    };

/** Whether the whole name matches. Takes no more than name times pattern steps, whatever the pattern. */
export function matchesPattern(name: string, pattern: string): boolean {
  const characters = [...name];
  const pieces = parsePattern([...pattern]);
  let at = 0;
  let piece = 0;
  let lastRun = -1;
  let retryAt = 0;
  while (at < characters.length) {
    const wanted = pieces[piece];
    if (wanted?.kind === 'any-run') {
      lastRun = piece;
      retryAt = at;
      piece += 1;
    } else if (wanted !== undefined && matchesOne(characters[at] ?? '', wanted)) {
      at += 1;
      piece += 1;
    } else if (lastRun >= 0) {
      retryAt += 1;
      at = retryAt;
      piece = lastRun + 1;
    } else {
      return false;
    }
  }
  return pieces.slice(piece).every(({ kind }) => kind === 'any-run');
}

function matchesOne(character: string, piece: Piece): boolean {
  switch (piece.kind) {
    case 'any-one':
      return true;
    case 'literal':
      return piece.character === character;
    case 'set': {
      const code = character.codePointAt(0) ?? 0;
      const isIn = piece.ranges.some(
        ([first, last]) => code >= (first.codePointAt(0) ?? 0) && code <= (last.codePointAt(0) ?? 0),
      );
      return isIn !== piece.isNegated;
    }
    default:
      return false;
  }
}

function parsePattern(pattern: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let position = 0; position < pattern.length; ) {
    const character = pattern[position] ?? '';
    position += 1;
    if (character === '*') pieces.push({ kind: 'any-run' });
    else if (character === '?') pieces.push({ kind: 'any-one' });
    else if (character !== '[') pieces.push({ kind: 'literal', character });
    else {
      const end = endOfSet(pattern, position);
      if (end < 0) {
        pieces.push({ kind: 'literal', character });
      } else {
        pieces.push(parseSet(pattern.slice(position, end)));
        position = end + 1;
      }
    }
  }
  return pieces;
}

/** The closing bracket; one right after `[` or `[!` is an ordinary member. -1: the `[` is an ordinary character. */
function endOfSet(pattern: readonly string[], start: number): number {
  const first = pattern[start] === '!' ? start + 1 : start;
  return pattern.indexOf(']', pattern[first] === ']' ? first + 1 : first);
}

/** A dash between two members makes a range; one that ends a range begins none. */
function parseSet(content: readonly string[]): Piece {
  const isNegated = content[0] === '!';
  const members = isNegated ? content.slice(1) : content;
  const ranges: [string, string][] = [];
  for (let position = 0; position < members.length; ) {
    const first = members[position] ?? '';
    const last = members[position + 1] === '-' ? members[position + 2] : undefined;
    ranges.push([first, last ?? first]);
    position += last === undefined ? 1 : 3;
  }
  return { kind: 'set', isNegated, ranges };
}
