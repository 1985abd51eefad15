/**
 * Where the file is that an earlier daemon was writing to when it was killed. A chunk is written whole before its log is
 * rotated, so it is the log itself or the newest backup, and its size tells how much was written.
 */
import { statSync } from 'node:fs';
import { errnoOf } from '../core/thrown.ts';
import type { LogWriter } from './log-writer.ts';

export type LogFile = Pick<LogWriter, 'path' | 'size'>;

/** The log as it is now, where no file was noted or the noted one is gone. */
export function notedFile(log: LogWriter, inode: number | null): LogFile {
  if (inode === null || inode === log.inode) return log;
  const path = `${log.path}.1`;
  try {
    const found = statSync(path);
    return found.ino === inode ? { path, size: found.size } : log;
  } catch (error) {
    errnoOf(error);
    return log;
  }
}
