/**
 * Slows down whoever guesses passwords: after some wrong ones from an address, its attempts are refused for a while
 * that doubles with each further one. What has proven right from that address before is never refused, so that a guesser,
 * or a monitor with an old password, behind the same address locks nobody out. Nothing runs while nothing comes in.
 */

export interface LoginThrottle {
  /** Whole seconds for which this attempt is refused; 0: it may be tried. */
  refusedFor(address: string, authorization: string): number;
  failed(address: string): void;
  succeeded(address: string, authorization: string): void;
}

interface Guesser {
  readonly failures: number;
  /** On the clock that was given, in milliseconds. */
  readonly blockedUntil: number;
}

const FREE_FAILURES = 5;
const FIRST_BLOCK = 1000;
const LONGEST_BLOCK = 60_000;
/** After so long without a further failure an address begins anew. */
const FORGIVEN_AFTER = 15 * 60_000;
/** Addresses that guess, and what has proven right: the oldest is forgotten for a new one. */
const MAX_REMEMBERED = 1000;

/** `now` is monotonic, in milliseconds. */
export function createLoginThrottle(now: () => number = () => performance.now()): LoginThrottle {
  const guessers = new Map<string, Guesser>();
  // Keyed by hashes, so that no password is kept in clear text; the values mean nothing.
  const proven = new Map<string, true>();
  return {
    refusedFor(address, authorization) {
      const guesser = guessers.get(address);
      if (guesser === undefined) return 0;
      const seconds = Math.max(0, Math.ceil((guesser.blockedUntil - now()) / 1000));
      return seconds > 0 && proven.has(attempt(address, authorization)) ? 0 : seconds;
    },
    failed(address) {
      const known = guessers.get(address);
      const isForgiven = known === undefined || now() - known.blockedUntil > FORGIVEN_AFTER;
      const failures = isForgiven ? 1 : known.failures + 1;
      remember(guessers, address, { failures, blockedUntil: now() + blockAfter(failures) });
    },
    succeeded(address, authorization) {
      // Also while nobody guesses: the guesser comes without warning.
      remember(proven, attempt(address, authorization), true);
    },
  };
}

function blockAfter(failures: number): number {
  const excess = failures - FREE_FAILURES;
  return excess < 0 ? 0 : Math.min(LONGEST_BLOCK, FIRST_BLOCK * 2 ** Math.min(excess, 16));
}

function remember<Value>(table: Map<string, Value>, key: string, value: Value): void {
  table.delete(key);
  table.set(key, value);
  if (table.size <= MAX_REMEMBERED) return;
  const [oldest] = table.keys();
  if (oldest !== undefined) table.delete(oldest);
}

function attempt(address: string, authorization: string): string {
  // Loaded already, by whoever compares passwords.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(`${address} ${authorization}`).digest('hex');
}
