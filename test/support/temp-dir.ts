/** A directory of its own for each test, so that tests can run side by side. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDir {
  readonly path: string;
  remove(): void;
}

/**
 * Other users may enter it, since programs run as other users. The names of two directories made in one run have
 * the same length, so that files which contain them have the same size.
 */
export function makeTempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'vigil-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `use` with a new directory and removes it, also when `use` fails. */
export async function withTempDir<T>(use: (path: string) => T | Promise<T>): Promise<T> {
  const directory = makeTempDir();
  try {
    return await use(directory.path);
  } finally {
    directory.remove();
  }
}
