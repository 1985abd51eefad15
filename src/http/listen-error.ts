/** Why a listener could not be opened. A person must fix it; `kind` and the fields say what, the message says all. */
import { getSystemErrorName } from 'node:util';

export type ListenErrorKind =
  /** Somebody else listens there. */
  | 'in-use'
  /** The path of a unix socket is longer than the kernel takes. */
  | 'path-too-long'
  /** There is something at the path of a unix socket that is no socket; it is not touched. */
  | 'not-a-socket'
  /** This user may not give the socket file to that owner. */
  | 'chown-not-permitted'
  /** The host name has no address. */
  | 'name-not-resolved'
  /** Any other error of the kernel. */
  | 'failed';

export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly kind: ListenErrorKind;
  /** The path, or `host:port`. */
  readonly address: string;
  /** The name of the errno, e.g. `EADDRINUSE`; a name for the C library's resolver errors too. */
  readonly code: string;
  /** The positive number of the errno; the negative one of a resolver error, as getaddrinfo(3) gives it. */
  readonly errno: number;

  constructor(kind: ListenErrorKind, facts: ListenFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.address = facts.address;
    this.code = facts.code;
    this.errno = facts.errno;
  }
}

export interface ListenFacts {
  readonly address: string;
  readonly code: string;
  readonly errno: number;
  readonly message: string;
  readonly cause?: unknown;
}

/** An error of the kernel, as Node reports it. Anything else is a bug and is thrown on. */
export function toListenError(error: unknown, address: string): ListenError {
  if (error instanceof ListenError) return error;
  if (!isSystemError(error)) throw error;
  const code = error.code ?? getSystemErrorName(error.errno);
  return new ListenError(code === 'EADDRINUSE' ? 'in-use' : 'failed', {
    address,
    code,
    errno: Math.abs(error.errno),
    message: `Cannot listen on "${address}": ${code}`,
    cause: error,
  });
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { errno: number } {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number';
}
