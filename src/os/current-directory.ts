import { readlinkSync } from 'node:fs';

/**
 * The working directory. One that was deleted has a name at which nothing can be opened: whoever uses only absolute paths
 * is not kept from anything.
 */
export function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return readlinkSync('/proc/self/cwd');
  }
}
