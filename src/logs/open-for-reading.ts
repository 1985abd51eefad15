// Node loads what is behind `promises` when it is used first, and a daemon may never need it.
import { constants, promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Opens a log file. Throws the file system's error; a FIFO or a terminal is refused (ESPIPE), never waited for. */
export async function openLogForReading(path: string): Promise<FileHandle> {
  const file = await promises.open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  // In the shape of a system call's error: it is how reading at an offset would end.
  throw Object.assign(new Error(`${path} is not a regular file`), { code: 'ESPIPE', syscall: 'lseek' });
}
