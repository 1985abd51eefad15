import { writeSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';

/** Writes all of a text to a terminal, file or pipe, waiting as long as the reader takes. A reader that left is fine. */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.byteLength) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return;
      if (errorCode(error) !== 'EAGAIN') throw error;
      // The pipe is full and does not block: wait for its reader without spinning.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** The same for what is said in passing: that it cannot be written, on a full disk for instance, is no reason to end. */
export function tryWriteAll(fd: number, text: string): void {
  try {
    writeAll(fd, text);
  } catch {
    // Nobody hears it.
  }
}
