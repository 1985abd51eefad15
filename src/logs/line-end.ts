/** Whether a log goes on with a line that was begun: its last byte tells. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../core/thrown.ts';
import type { LogWriter } from './log-writer.ts';

const LINE_FEED = 0x0a;

/** False for what is no regular file, and where the log may be written and not read. */
export function endsInsideLine({ path, size }: Pick<LogWriter, 'path' | 'size'>): boolean {
  if (size === null) return false;
  const last = Buffer.alloc(1);
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    // By itself: somebody else may have emptied the file since it was written.
    const end = fstatSync(fd).size;
    return end > 0 && readSync(fd, last, 0, 1, end - 1) === 1 && last[0] !== LINE_FEED;
  } catch (error) {
    errnoOf(error);
    return false;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
