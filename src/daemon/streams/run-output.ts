/** Which part of a program's logs its last run wrote: what stood there before explains nothing about it. */
import { statSync } from 'node:fs';
import type { LogSpan } from '../../supervisor/ports.ts';

/** Where the logs are; null for none. */
export interface Logs {
  readonly stdoutLogfile: string | null;
  readonly stderrLogfile: string | null;
}

export class RunOutput {
  #stdoutStart = 0;
  #stderrStart = 0;
  #stdout: LogSpan | null = null;
  #stderr: LogSpan | null = null;

  began({ stdoutLogfile, stderrLogfile }: Logs): void {
    this.#stdoutStart = sizeOf(stdoutLogfile);
    this.#stderrStart = sizeOf(stderrLogfile);
  }

  ended({ stdoutLogfile, stderrLogfile }: Logs): void {
    this.#stdout = span(this.#stdoutStart, sizeOf(stdoutLogfile));
    this.#stderr = span(this.#stderrStart, sizeOf(stderrLogfile));
  }

  last(): { readonly stdout: LogSpan | null; readonly stderr: LogSpan | null } {
    return { stdout: this.#stdout, stderr: this.#stderr };
  }
}

/** A log that has become shorter was rotated or emptied meanwhile. */
function span(start: number, end: number): LogSpan {
  return { start: end < start ? 0 : start, end };
}

function sizeOf(path: string | null): number {
  if (path === null) return 0;
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0; // Not to be looked at (EACCES, ENOTDIR): then it is not to be read either.
  }
}
