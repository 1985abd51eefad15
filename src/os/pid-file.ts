/** The daemon's pid file. Source: Supervisor options.py, write_pidfile() and cleanup(). */
import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';

export type PidFileOutcome =
  | { readonly kind: 'written' }
  /** The daemon goes on without it; `message` is Supervisor's, level CRIT. */
  | { readonly kind: 'failed'; readonly errno: string; readonly message: string };

export class PidFile {
  readonly #path: string;
  #isWritten = false;

  constructor(path: string) {
    this.#path = path;
  }

  write(pid: number): PidFileOutcome {
    try {
      writeFileSync(this.#path, `${pid}\n`);
      this.#isWritten = true;
      return { kind: 'written' };
    } catch (error) {
      return {
        kind: 'failed',
        errno: errorCode(error),
        message: `could not write pidfile ${this.#path}`,
      };
    }
  }

  /** Removes the file if it was written here. One that is gone already is no failure, and a device stays. */
  remove(): void {
    if (!this.#isWritten) return;
    this.#isWritten = false;
    try {
      if (statSync(this.#path).isFile()) unlinkSync(this.#path);
    } catch {
      // The daemon is about to end and a stale pid file harms nobody: there is nothing to be done about it.
    }
  }
}
