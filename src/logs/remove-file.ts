/**
 * Removes a log file whose room takes the kernel a while to give back: 4 to 5 ms for 50 MB that were just written. It
 * does so when the last descriptor is closed, in the thread that closes it: here one that nobody waits for.
 */
import { close, closeSync, constants, fstatSync, openSync, unlinkSync } from 'node:fs';

/** Below this the removal takes less than a millisecond. */
const LARGE = 8 * 1024 * 1024;

/** The name is gone when this returns. Throws the file system's error when it cannot be removed. */
export function removeFile(path: string): void {
  const fd = openToHold(path);
  try {
    unlinkSync(path);
  } finally {
    if (fd !== null) letGo(fd);
  }
}

function openToHold(path: string): number | null {
  try {
    return openSync(
      path,
      constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW,
    );
  } catch {
    return null; // Not there, or not to be opened: removing it will say so, or do without.
  }
}

function letGo(fd: number): void {
  // The callback makes it the asynchronous call; a close that fails has closed all the same.
  if (fstatSync(fd).size >= LARGE) close(fd, () => undefined);
  else closeSync(fd);
}
