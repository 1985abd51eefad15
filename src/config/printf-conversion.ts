/** One conversion of Python's `%` operator: a value, flags, a width and a precision become text. */
import { assertNever } from '../core/assert-never.ts';
import { pythonAscii, pythonRepr } from '../core/python-repr.ts';
import { formatFloat } from './printf-float.ts';

export type PrintfArgument =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'dictionary'; readonly entries: () => Iterable<readonly [string, string | number]> };

export interface Specification {
  /** One character. */
  readonly conversion: string;
  /** Any of `-+ #0`. */
  readonly flags: string;
  readonly width: number | null;
  readonly precision: number | null;
}

export type Conversion =
  | { readonly kind: 'formatted'; readonly text: string }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'unsupported' };

/** The text of one conversion, padded; or why there is none, in CPython's words. */
export function formatConversion(specification: Specification, argument: PrintfArgument): Conversion {
  switch (specification.conversion) {
    case 's':
    case 'r':
    case 'a':
      return formatText(specification, argument);
    case 'c':
      return formatCharacter(specification, argument);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return formatInteger(specification, argument);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatReal(specification, argument);
    default:
      return { kind: 'unsupported' };
  }
}

function formatText(specification: Specification, argument: PrintfArgument): Conversion {
  const text = printedForm(specification.conversion, argument);
  const { precision } = specification;
  const isCut = precision !== null && text.length > precision;
  return padded(isCut ? [...text].slice(0, precision).join('') : text, specification);
}

function printedForm(conversion: string, argument: PrintfArgument): string {
  switch (argument.kind) {
    case 'value': {
      if (typeof argument.value === 'number') return String(argument.value);
      if (conversion === 's') return argument.value;
      return conversion === 'a' ? pythonAscii(argument.value) : pythonRepr(argument.value);
    }
    case 'dictionary': {
      const quote = conversion === 'a' ? pythonAscii : pythonRepr;
      const items = [...argument.entries()].map(
        ([name, value]) => `${quote(name)}: ${typeof value === 'number' ? value : quote(value)}`,
      );
      return `{${items.join(', ')}}`;
    }
    default:
      return assertNever(argument);
  }
}

function formatCharacter(specification: Specification, argument: PrintfArgument): Conversion {
  const value = argument.kind === 'value' ? argument.value : undefined;
  if (typeof value === 'number') {
    if (value < 0 || value > 0x10ffff) {
      return { kind: 'malformed', reason: '%c arg not in range(0x110000)' };
    }
    return padded(String.fromCodePoint(value), specification);
  }
  if (value === undefined || [...value].length !== 1) {
    return { kind: 'malformed', reason: '%c requires int or char' };
  }
  return padded(value, specification);
}

const RADIX: ReadonlyMap<string, number> = new Map([
  ['o', 8],
  ['x', 16],
  ['X', 16],
]);

function formatInteger(specification: Specification, argument: PrintfArgument): Conversion {
  const { conversion, precision, flags } = specification;
  const radix = RADIX.get(conversion);
  if (argument.kind !== 'value' || typeof argument.value !== 'number') {
    const wanted = radix === undefined ? 'a real number' : 'an integer';
    const got = argument.kind === 'value' ? 'str' : 'dict';
    return { kind: 'malformed', reason: `%${conversion} format: ${wanted} is required, not ${got}` };
  }
  const digits = Math.abs(argument.value)
    .toString(radix ?? 10)
    .padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') && radix !== undefined ? `0${conversion}` : '';
  return paddedNumber(
    { isNegative: argument.value < 0, prefix, digits: conversion === 'X' ? digits.toUpperCase() : digits },
    specification,
  );
}

function formatReal(specification: Specification, argument: PrintfArgument): Conversion {
  if (argument.kind !== 'value' || typeof argument.value !== 'number') {
    const got = argument.kind === 'value' ? 'str' : 'dict';
    return { kind: 'malformed', reason: `must be real number, not ${got}` };
  }
  const { conversion, precision, flags } = specification;
  const digits = formatFloat(Math.abs(argument.value), {
    conversion,
    precision: precision ?? 6,
    isAlternate: flags.includes('#'),
  });
  return paddedNumber({ isNegative: argument.value < 0, prefix: '', digits }, specification);
}

function padded(text: string, { width, flags }: Specification): Conversion {
  return { kind: 'formatted', text: flags.includes('-') ? padEnd(text, width) : padStart(text, width) };
}

/** Zeros go between the sign and prefix and the digits; blanks go outside. */
function paddedNumber(
  number: { readonly isNegative: boolean; readonly prefix: string; readonly digits: string },
  { width, flags }: Specification,
): Conversion {
  const sign = number.isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const front = sign + number.prefix;
  if (flags.includes('-')) return { kind: 'formatted', text: padEnd(front + number.digits, width) };
  if (!flags.includes('0')) return { kind: 'formatted', text: padStart(front + number.digits, width) };
  return { kind: 'formatted', text: front + number.digits.padStart((width ?? 0) - front.length, '0') };
}

function padStart(text: string, width: number | null): string {
  return ' '.repeat(missing(text, width)) + text;
}

function padEnd(text: string, width: number | null): string {
  return text + ' '.repeat(missing(text, width));
}

/** Widths count code points. */
function missing(text: string, width: number | null): number {
  return width === null ? 0 : Math.max(0, width - [...text].length);
}
