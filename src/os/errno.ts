/** Names of errno numbers. Where Linux gives two names to one number, the one that CPython prints. */
import { constants } from 'node:os';

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'EOPNOTSUPP' && name !== 'EDEADLOCK')
    .map(([name, number]) => [number, name]),
);

/** `ENOENT` for 2; the number itself as text when it has no name. */
export function errnoName(number: number): string {
  return names.get(number) ?? String(number);
}

/** The `code` of a file system error of Node, `UNKNOWN` for anything else that was thrown. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNKNOWN';
}

/** A libc call that failed in a way its caller cannot answer. `code` is the errno's name, as in Node's errors. */
export class SystemCallError extends Error {
  readonly code: string;

  constructor(call: string, errno: number) {
    super(`${call}: ${errnoName(errno)}`);
    this.name = 'SystemCallError';
    this.code = errnoName(errno);
  }
}
