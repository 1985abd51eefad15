/**
 * The tokenizer behind `environment=`. It models Python's `shlex.shlex` in POSIX mode with `/.+-():` added to the word
 * characters: quotes group and vanish, a backslash escapes outside quotes and inside double ones, `#` begins a comment
 * wherever it stands unquoted, and every other character is a token by itself. Source: CPython Lib/shlex.py;
 * Supervisor datatypes.py, dict_of_key_value_pairs().
 */
import { invalid, type Parsed, parsed } from './grammar.ts';

/** What can stand in a word without quotes. The accented letters are those of Latin-1. */
const WORD_CHARACTER = /[A-Za-z0-9_/.+\-():\u00df-\u00f6\u00f8-\u00ff\u00c0-\u00d6\u00d8-\u00de]/;

type Scan = { readonly kind: 'tokens'; readonly tokens: readonly string[] } | ScanFailure;
interface ScanFailure {
  readonly kind: 'unparsable';
  readonly reason: 'No closing quotation' | 'No escaped character';
}

/** All tokens of the text. */
export function environmentTokens(text: string): Scan {
  const tokens: string[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    if (isBlank(character)) position += 1;
    else if (character === '#') position = afterComment(text, position);
    else if (!beginsWord(character)) {
      const token = String.fromCodePoint(text.codePointAt(position) ?? 0);
      tokens.push(token);
      position += token.length;
    } else {
      const word = scanWord(text, position);
      if (word.kind === 'unparsable') return word;
      tokens.push(word.word);
      position = word.end;
    }
  }
  return { kind: 'tokens', tokens };
}

/** A word: pieces in and out of quotes, up to the first character that cannot go on. */
function scanWord(
  text: string,
  start: number,
): { readonly kind: 'word'; readonly word: string; readonly end: number } | ScanFailure {
  const pieces: string[] = [];
  let position = start;
  while (position < text.length && beginsWord(text.charAt(position))) {
    const character = text.charAt(position);
    if (character === '\\') {
      if (position + 1 >= text.length) return { kind: 'unparsable', reason: 'No escaped character' };
      const escaped = String.fromCodePoint(text.codePointAt(position + 1) ?? 0);
      pieces.push(escaped);
      position += 1 + escaped.length;
    } else if (character === "'" || character === '"') {
      const end = scanQuoted(text, position, pieces);
      if (typeof end !== 'number') return end;
      position = end;
    } else {
      pieces.push(character);
      position += 1;
    }
  }
  return { kind: 'word', word: pieces.join(''), end: position };
}

/** Adds the content of the quotes that open at `start`; returns the position after the closing one. */
function scanQuoted(text: string, start: number, pieces: string[]): number | ScanFailure {
  const quote = text.charAt(start);
  let from = start + 1;
  for (let position = from; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (character === quote) {
      pieces.push(text.slice(from, position));
      return position + 1;
    }
    if (character !== '\\' || quote === "'") continue;
    if (position + 1 >= text.length) return { kind: 'unparsable', reason: 'No escaped character' };
    const escaped = text.charAt(position + 1);
    const isSpecial = escaped === '"' || escaped === '\\';
    pieces.push(text.slice(from, isSpecial ? position : position + 1));
    from = position + 1;
    position += 1;
  }
  return { kind: 'unparsable', reason: 'No closing quotation' };
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}

function beginsWord(character: string): boolean {
  return character === '"' || character === "'" || character === '\\' || WORD_CHARACTER.test(character);
}

function afterComment(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline + 1;
}

/** The pairs of an `environment=` value: tokens taken by fours, KEY `=` VALUE and one more, whatever it is. */
export function parsePairs(text: string): Parsed<ReadonlyMap<string, string>> {
  const scan = environmentTokens(text);
  if (scan.kind === 'unparsable') return invalid(scan.reason);
  const pairs = new Map<string, string>();
  for (let index = 0; index < scan.tokens.length; index += 4) {
    const key = scan.tokens[index];
    const value = scan.tokens[index + 2];
    if (key === undefined || value === undefined || scan.tokens[index + 1] !== '=') {
      return invalid(`Unexpected end of key/value pairs in value '${text}'`);
    }
    pairs.set(key, value);
  }
  return parsed(pairs);
}
