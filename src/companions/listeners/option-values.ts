/** The grammars of the listeners' option values. They throw {@link UsageError}. */
import { parseInteger } from '../../config/values.ts';
import { UsageError } from './command-options.ts';

const BYTES_IN = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;

/** `200MB` in bytes. */
export function sizeValue(option: string, written: string): number {
  const match = /^\s*(\d+)\s*(kb|mb|gb)?\s*$/i.exec(written);
  if (match === null) {
    throw new UsageError(
      `${option}: expected a number of bytes, or one followed by KB, MB or GB, got "${written}"`,
    );
  }
  const unit = match[2]?.toLowerCase() as keyof typeof BYTES_IN | undefined;
  return Number(match[1]) * (unit === undefined ? 1 : BYTES_IN[unit]);
}

/** `web=200MB`: the name and the bytes. */
export function namedSize(option: string, written: string): readonly [name: string, bytes: number] {
  const parts = written.split('=');
  const [name = '', size = ''] = parts;
  if (parts.length !== 2 || name === '') {
    throw new UsageError(`${option}: expected NAME=SIZE, got "${written}"`);
  }
  return [name, sizeValue(option, size)];
}

const SECONDS_IN = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90`, `90s`, `5m`, `2h`, `1d` in seconds. */
export function durationValue(option: string, written: string): number {
  const match = /^(\d+)([smhd]?)$/i.exec(written);
  if (match === null) {
    throw new UsageError(
      `${option}: expected seconds, or a number followed by s, m, h or d, got "${written}"`,
    );
  }
  const unit = (match[2] || 's').toLowerCase() as keyof typeof SECONDS_IN;
  return Number(match[1]) * SECONDS_IN[unit];
}

/** A whole number that is not below `minimum`. */
export function countValue(option: string, written: string, minimum: number): number {
  const number = parseInteger(written);
  if (number.kind === 'invalid' || number.value < minimum) {
    throw new UsageError(`${option}: expected a whole number of at least ${minimum}, got "${written}"`);
  }
  return number.value;
}

/** An `http` or `https` address. */
export function urlValue(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`expected a URL that begins with http:// or https://, got "${written}"`);
  }
  return url;
}
