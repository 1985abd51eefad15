/**
 * Makes a directory with all above it that are missing. Node's own `recursive` never ends where the kernel says of an existing
 * directory that nothing can be made in it because it is not there, as `/proc` does.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** `mode` is that of each directory that is made. Throws the file system's error. */
export function makeDirectories(path: string, mode = 0o777): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectories(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else has made it meanwhile.
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
