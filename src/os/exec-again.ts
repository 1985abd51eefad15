/** One program after another in one process: execve(2), with the descriptors that the next one is to have. */
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { closeOnExec, surviveExec } from './descriptors.ts';
import { errnoName } from './errno.ts';
import type { Libc } from './native.ts';

export interface NextProgram {
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Beside 0 to 2. Each must be open. */
  readonly descriptors: readonly FileDescriptor[];
}

/** Returns only when it failed: with the errno's name. Everything is then as before. */
export function execAgain(libc: Libc, { path, argv, environment, descriptors }: NextProgram): string {
  // Node marks these three close-on-exec at its start.
  for (const fd of [...STANDARD, ...descriptors]) surviveExec(libc, fd);
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  libc.execve(path, [...argv, null], [...variables, null]);
  const errno = errnoName(libc.errno());
  for (const fd of [...STANDARD, ...descriptors]) closeOnExec(libc, fd);
  return errno;
}

const STANDARD = [0, 1, 2].map(fileDescriptor);
