import type { MonotonicTime } from '../core/units.ts';
import type { LogSurroundings } from './log-writer.ts';

/** Writing must have worked this long after the last failure before it is called good: no message per chunk. */
const SETTLING_TIME = 1000;

/** Counts what one log could not take, and says when that begins and when it is over. */
export class WriteLosses {
  readonly #path: string;
  readonly #surroundings: LogSurroundings;
  #lostBytes = 0;
  #lostInThisTrouble = 0;
  #lastFailure: MonotonicTime | null = null;

  constructor(path: string, surroundings: LogSurroundings) {
    this.#path = path;
    this.#surroundings = surroundings;
  }

  get lostBytes(): number {
    return this.#lostBytes;
  }

  get isFailing(): boolean {
    return this.#lastFailure !== null;
  }

  failed(errno: string, bytes: number): void {
    this.#lostBytes += bytes;
    this.#lostInThisTrouble += bytes;
    const isNew = this.#lastFailure === null;
    this.#lastFailure = this.#surroundings.clock.now();
    if (!isNew) return;
    this.#surroundings.onTrouble(
      `cannot write to log file '${this.#path}' (${errno}): output is lost until writing works again`,
    );
  }

  /** A write succeeded. Cheap while nothing is wrong, but callers on the fast path ask {@link isFailing} first. */
  worked(): void {
    if (this.#lastFailure === null) return;
    if (this.#surroundings.clock.now() - this.#lastFailure < SETTLING_TIME) return;
    const lost = this.#lostInThisTrouble;
    this.#lastFailure = null;
    this.#lostInThisTrouble = 0;
    this.#surroundings.onTrouble(
      `writing to log file '${this.#path}' works again, ${lost} ${lost === 1 ? 'byte was' : 'bytes were'} lost`,
    );
  }
}
