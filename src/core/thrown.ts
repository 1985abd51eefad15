/** What was thrown. Nearly always it is an Error; JavaScript allows anything. */

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** With the stack, where there is one. */
export function traceOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** The name of a system call's error, such as `ENOSPC`. An error of another kind is a bug and is thrown again. */
export function errnoOf(thrown: unknown): string {
  if (thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  throw thrown;
}

/** The `code` that errors of system calls have, and our own; `UNKNOWN` for anything else. */
export function errorCode(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'UNKNOWN';
}
