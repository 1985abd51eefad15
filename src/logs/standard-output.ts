/** Standard output of the daemon, for text that is no line of its log. */
import { errnoOf } from '../core/thrown.ts';
import type { LogFiles } from './log-files.ts';
import type { LogWriter } from './log-writer.ts';

export class StandardOutput {
  readonly #files: LogFiles;
  /** Undefined until there is something to print; null where standard output, or this, is closed. */
  #writer: LogWriter | null | undefined;

  constructor(files: LogFiles) {
    this.#files = files;
  }

  print(text: string): void {
    if (this.#writer === undefined) this.#writer = openStdout(this.#files);
    this.#writer?.write(Buffer.from(text));
  }

  close(): void {
    if (this.#writer) this.#files.release(this.#writer);
    this.#writer = null;
  }
}

/** Null when standard output is closed: there is nobody to show anything to. */
export function openStdout(files: LogFiles): LogWriter | null {
  try {
    return files.open('/dev/stdout', { maxBytes: 0, backups: 0 });
  } catch (error) {
    if (errnoOf(error) === 'EBADF') return null;
    throw error;
  }
}
