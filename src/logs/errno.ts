/** The name of a system call's error, such as `ENOSPC`. An error of another kind is a bug and is thrown again. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  throw error;
}
