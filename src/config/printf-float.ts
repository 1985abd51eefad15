/** The `e`, `f` and `g` conversions for the whole numbers that a configuration can insert. */

export interface FloatFormat {
  /** One of `eEfFgG`. */
  readonly conversion: string;
  readonly precision: number;
  /** The `#` flag: the decimal point always, and in `g` trailing zeros. */
  readonly isAlternate: boolean;
}

/** Formats a whole number that is not negative. */
export function formatFloat(value: number, format: FloatFormat): string {
  const text = lowerCase(value, format);
  return format.conversion === format.conversion.toUpperCase() ? text.toUpperCase() : text;
}

function lowerCase(value: number, { conversion, precision, isAlternate }: FloatFormat): string {
  switch (conversion.toLowerCase()) {
    case 'f':
      return fixed(value, precision, isAlternate);
    case 'e':
      return exponential(value, precision, isAlternate);
    default:
      return general(value, Math.max(precision, 1), isAlternate);
  }
}

function fixed(value: number, decimals: number, isAlternate: boolean): string {
  const digits = BigInt(value).toString();
  return decimals > 0 ? `${digits}.${'0'.repeat(decimals)}` : digits + (isAlternate ? '.' : '');
}

function exponential(value: number, decimals: number, isAlternate: boolean): string {
  const { digits, exponent } = significantDigits(value, decimals + 1);
  const point = decimals > 0 || isAlternate ? '.' : '';
  return `${digits.slice(0, 1)}${point}${digits.slice(1)}e+${String(exponent).padStart(2, '0')}`;
}

/** `precision` significant digits; an exponent only where those do not reach the units. */
function general(value: number, precision: number, isAlternate: boolean): string {
  const { exponent } = significantDigits(value, precision);
  if (exponent >= precision) {
    const [mantissa = '', rest = ''] = exponential(value, precision - 1, isAlternate).split('e');
    return `${isAlternate ? mantissa : withoutTrailingZeros(mantissa)}e${rest}`;
  }
  const text = fixed(value, precision - 1 - exponent, isAlternate);
  return isAlternate ? text : withoutTrailingZeros(text);
}

/** The leading `count` digits, rounded half to even as C does, and the power of ten of the first one. */
function significantDigits(
  value: number,
  count: number,
): { readonly digits: string; readonly exponent: number } {
  const all = BigInt(value).toString();
  if (all.length <= count) return { digits: all.padEnd(count, '0'), exponent: all.length - 1 };
  const kept = BigInt(all.slice(0, count));
  const rest = all.slice(count);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const roundsUp = rest > half || (rest === half && kept % 2n === 1n);
  const digits = (roundsUp ? kept + 1n : kept).toString();
  return { digits: digits.slice(0, count), exponent: all.length - 1 + (digits.length - count) };
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
