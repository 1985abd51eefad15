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

/** A libc call that failed in a way its caller cannot answer, in the form of Node's errors: `code` is the errno's name. */
export class SystemCallError extends Error {
  readonly code: string;
  readonly syscall: string;

  constructor(call: string, errno: number) {
    super(`${call}: ${errnoName(errno)}`);
    this.name = 'SystemCallError';
    this.code = errnoName(errno);
    this.syscall = call;
  }
}
