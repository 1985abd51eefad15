import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Opens a log file. Throws the file system's error; a FIFO or a terminal is refused (ESPIPE), never waited for. */
export async function openLogForReading(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  // In the shape of a system call's error: it is how reading at an offset would end.
  throw Object.assign(new Error(`${path} is not a regular file`), { code: 'ESPIPE', syscall: 'lseek' });
}
