/**
 * What waits for one reader of events. News that nobody can hold back (a process changed its state) are dropped when
 * there are too many, and the reader is told; what a file keeps anyway (its log) waits there until there is room.
 */

/** News that wait before they are dropped. */
export const MOST_FRAMES = 512;
/** Text of logs that waits, in characters; one more piece may come on top. */
export const MOST_LOG_TEXT = 256 * 1024;

export interface Taken {
  readonly frames: readonly string[];
  /** How many news were dropped since the last time; none of them is among the frames. */
  readonly dropped: number;
}

export class FrameQueue {
  #news: string[] = [];
  #logs: string[] = [];
  #logLength = 0;
  #dropped = 0;
  #wake: (() => void) | null = null;
  #roomWaiters: (() => void)[] = [];

  /** Never waits. */
  push(frame: string): void {
    if (this.#dropped > 0) this.#dropped += 1;
    else if (this.#news.length < MOST_FRAMES) this.#news.push(frame);
    else {
      this.#dropped = this.#news.length + 1;
      this.#news = [];
    }
    this.#wake?.();
  }

  /** Resolves when there is room for more. */
  async pushLog(frame: string): Promise<void> {
    this.#logs.push(frame);
    this.#logLength += frame.length;
    this.#wake?.();
    while (this.#logLength > MOST_LOG_TEXT) {
      await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
    }
  }

  /** Everything that waits; null when that is nothing. */
  take(): Taken | null {
    if (this.#news.length === 0 && this.#logs.length === 0 && this.#dropped === 0) return null;
    const taken = { frames: [...this.#news, ...this.#logs], dropped: this.#dropped };
    this.#news = [];
    this.#dropped = 0;
    this.#letLogsGo();
    return taken;
  }

  /** Calls `wake` when something comes; replaces the one that was called before. */
  onArrival(wake: (() => void) | null): void {
    this.#wake = wake;
  }

  /** Nobody reads any more: whoever waits for room may go on and find that out. */
  close(): void {
    this.#news = [];
    this.#letLogsGo();
  }

  #letLogsGo(): void {
    this.#logs = [];
    this.#logLength = 0;
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
