/**
 * Tells when the daemon has few descriptors left. Where it has none, libuv closes each new connection without a word: whoever
 * looks at the log would find nothing. So the last ones are kept for those who want something now, and for programs.
 */
import { readdirSync } from 'node:fs';
import { later, type MonotonicTime, milliseconds } from '../../core/units.ts';
import type { ActivityLog, Clock } from '../../supervisor/ports.ts';

/** As many as a few programs and calls need at the same time. */
const LAST = 16;
const PAUSE = milliseconds(60_000);

export interface DescriptorWatchParts {
  /** How many files the daemon may have open. */
  readonly limit: number;
  readonly clock: Clock;
  readonly log: ActivityLog;
}

export class DescriptorWatch {
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  readonly #limit: number;
  #areFew = false;
  #isSilentUntil: MonotonicTime | null = null;

  constructor({ limit, clock, log }: DescriptorWatchParts) {
    this.#clock = clock;
    this.#log = log;
    this.#limit = limit;
  }

  /** Asked with a descriptor that was opened a moment ago. Says so in the log, once a minute at most. */
  areFewLeft(descriptor: number): boolean {
    // The kernel gives the lowest that is free: a high one tells that all below it were in use.
    this.#areFew ||= descriptor >= this.#limit - LAST;
    // One that was freed meanwhile tells nothing, so they are counted until there are enough.
    if (this.#areFew) this.#areFew = openFiles() >= this.#limit - LAST;
    if (this.#areFew) this.#say();
    return this.#areFew;
  }

  #say(): void {
    const now = this.#clock.now();
    if (this.#isSilentUntil !== null && now < this.#isSilentUntil) return;
    this.#isSilentUntil = later(now, PAUSE);
    this.#log.log('warn', scarce(this.#limit));
  }
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.POSITIVE_INFINITY; // Reading takes one, which is not to be had.
  }
}

const scarce = (limit: number): string =>
  `of ${limit} open files fewer than ${LAST} are left: connections that wait for nothing are closed, others may be refused; ` +
  'raise minfds in [supervisord], or the limit of the daemon (ulimit -n)';
