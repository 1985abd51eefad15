/**
 * Text as Python sees it: white space, `int()` and the order of strings. Supervisor's grammars and messages
 * are Python's, and JavaScript differs in each of these.
 */
import { pythonRepr } from '../core/python-repr.ts';

/** `str.isspace()` for one UTF-16 unit: JavaScript's `\s` without U+FEFF, with U+001C to U+001F and U+0085. */
export function isPythonSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** `str.strip()`. */
export function pythonStrip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isPythonSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** `str.rstrip()`. */
export function pythonStripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isPythonSpace(text.charCodeAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

/** `str.split()` without arguments: the words between white space. */
export function pythonSplit(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let index = 0; index <= text.length; index += 1) {
    const isBlank = index === text.length || isPythonSpace(text.charCodeAt(index));
    if (isBlank && start >= 0) words.push(text.slice(start, index));
    if (isBlank) start = -1;
    else if (start < 0) start = index;
  }
  return words;
}

const DECIMAL = /^[+-]?[0-9](?:_?[0-9])*$/;
const OCTAL = /^[+-]?(?:0[oO]_?)?[0-7](?:_?[0-7])*$/;
/** CPython refuses longer decimal texts; see sys.set_int_max_str_digits(). */
const MAXIMUM_DIGITS = 4300;

/** `int(text)`; undefined when Python would raise. Numbers beyond 2^53 lose precision. */
export function pythonInteger(text: string): number | undefined {
  const digits = asciiDigits(pythonStrip(text));
  if (!DECIMAL.test(digits)) return undefined;
  const plain = digits.includes('_') ? digits.replaceAll('_', '') : digits;
  if (plain.length > MAXIMUM_DIGITS) return undefined;
  return withoutNegativeZero(Number(plain));
}

/** `int(text, 8)`; undefined when Python would raise. */
export function pythonOctal(text: string): number | undefined {
  const digits = asciiDigits(pythonStrip(text));
  if (!OCTAL.test(digits)) return undefined;
  const isNegative = digits.startsWith('-');
  const magnitude = Number.parseInt(digits.replace(/^[+-]?(?:0[oO])?/, '').replaceAll('_', ''), 8);
  return withoutNegativeZero(isNegative ? -magnitude : magnitude);
}

function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** The message of the `ValueError` that `int(text)` raises; CPython cuts the quoted text at 200 characters. */
export function invalidInteger(text: string): string {
  const quoted = pythonRepr(text);
  const shown = quoted.length > 200 ? [...quoted].slice(0, 200).join('') : quoted;
  return `invalid literal for int() with base 10: ${shown}`;
}

/** Decimal digits of every script count as digits for `int()`. */
function asciiDigits(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Unicode keeps each script's digits in one run of ten: the value is the distance from the run's start. */
function digitValue(code: number): number {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value;
}

/** Orders strings by code point, as Python does; `<` in JavaScript goes by UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above every other unit. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
