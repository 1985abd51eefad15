/**
 * One log that one reader of events follows. The file holds what the reader is too slow for, so nothing is dropped and
 * little is in memory. A log that is not there yet is looked for again whenever its process changes.
 */
import { followPieces } from '../logs/tail-follow.ts';
import type { Clock } from '../supervisor/ports.ts';
import type { WantedLog } from './event-request.ts';
import { LogText, type TextPiece } from './log-text.ts';

export interface LogTapParts {
  readonly log: WantedLog;
  readonly clock: Clock;
  /** Of the reader. */
  readonly signal: AbortSignal;
  /** Where the log is now; null while there is none. */
  path(): string | null;
  /** Resolves when there is room for more. */
  deliver(piece: TextPiece): Promise<void>;
}

export class LogTap {
  readonly #parts: LogTapParts;
  #path: string | null = null;
  #end: AbortController | null = null;
  /** It was not there when it was looked for: everything that it will hold is new. */
  #wasMissing = false;
  /** Its process changed while it was looked for. */
  #isAskedAgain = false;

  constructor(parts: LogTapParts) {
    this.#parts = parts;
  }

  /** Begins to follow, or follows another file where the log has moved. */
  refresh(): void {
    const path = this.#parts.path();
    this.#isAskedAgain = path === this.#path && this.#end !== null;
    if (this.#isAskedAgain) return;
    this.close();
    this.#path = path;
    if (path === null) this.#wasMissing = true;
    else void this.#follow(path);
  }

  close(): void {
    this.#end?.abort();
    this.#end = null;
  }

  async #follow(path: string): Promise<void> {
    const end = new AbortController();
    this.#end = end;
    const { clock, deliver, signal } = this.#parts;
    const both = AbortSignal.any([signal, end.signal]);
    const pieces = await followPieces(path, this.#wasMissing ? 0 : null, { clock, signal: both });
    this.#wasMissing = pieces === null;
    const text = new LogText();
    try {
      for await (const piece of pieces ?? []) {
        const read = text.feed(piece);
        if (read !== null) await deliver(read);
        if (both.aborted) break;
      }
    } catch (error) {
      // A file that cannot be read any more; whatever else goes wrong is a bug.
      if (!(error instanceof Error) || !('code' in error)) throw error;
    } finally {
      if (this.#end === end) this.#end = null;
    }
    if (pieces === null && this.#isAskedAgain && !both.aborted) this.refresh();
  }
}
