/** One program after another in one process: execve(2), with the descriptors that the next one is to have. */
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { closeOnExec, surviveExec } from './descriptors.ts';
import { environmentEntries } from './environment-bytes.ts';
import { errnoName } from './errno.ts';
import type { Libc } from './native.ts';

export interface NextProgram {
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Beside 0 to 2. Each must be open. */
  readonly descriptors: readonly FileDescriptor[];
  /** In seconds: so long it has time to call off an alarm(2) that would end the process. Absent: for ever. */
  readonly patience?: number;
}

/** Returns only when it failed: with the errno's name. Everything is then as before. */
export function execAgain(libc: Libc, next: NextProgram): string {
  const { path, argv, environment, descriptors, patience = 0 } = next;
  // Node marks these three close-on-exec at its start.
  for (const fd of [...STANDARD, ...descriptors]) surviveExec(libc, fd);
  const variables = environmentEntries(environment);
  libc.alarm(patience);
  libc.execve(path, [...argv, null], [...variables, null]);
  const errno = errnoName(libc.errno());
  libc.alarm(0);
  for (const fd of [...STANDARD, ...descriptors]) closeOnExec(libc, fd);
  return errno;
}

const STANDARD = [0, 1, 2].map(fileDescriptor);
