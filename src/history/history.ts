/** The history of an instance: what happened goes in, and comes out again from the newest backwards. */
import { concerns, type HistoryEntry, type HistoryEvent } from '../core/history-entry.ts';
import type { Namespec } from '../core/namespec.ts';
import { milliseconds } from '../core/units.ts';
import type { Clock } from '../supervisor/ports.ts';
import { HistoryFile } from './history-file.ts';
import { parseHistoryLine, timeOf } from './history-line.ts';
import { linesOfFiles } from './lines-from-end.ts';

export interface HistoryOptions {
  /** Null: nothing is kept. */
  readonly path: string | null;
  readonly clock: Clock;
  readonly maxBytes?: number;
  onTrouble(message: string): void;
}

export interface HistoryQuery {
  /** Null: everything. */
  readonly about: Namespec | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Twice this much is kept: some 70,000 entries. */
const MAX_BYTES = 5 * 1024 * 1024;
/** A long search gives other work a turn after so long. */
const BATCH_DURATION = milliseconds(10);
/** How far back the pid of a daemon that died is looked for. */
const LINES_OF_A_LIFE = 2000;

export class History {
  readonly #clock: Clock;
  readonly #file: HistoryFile | null;

  constructor({ path, clock, onTrouble, maxBytes = MAX_BYTES }: HistoryOptions) {
    this.#clock = clock;
    const defer = (action: () => void) => clock.defer(action);
    this.#file = path === null ? null : new HistoryFile({ path, maxBytes, defer, onTrouble });
  }

  record(event: HistoryEvent): void {
    this.#file?.add(this.#clock.wallNow(), event);
  }

  /** Writes what waits. */
  flush(): void {
    this.#file?.flush();
  }

  /**
   * The newest entries that fit, the oldest of them first. Rejects with the signal's reason when aborted. An entry that is too old is
   * not the end of the search: the clock may have been wrong for a while, as on boards that boot without one.
   */
  async query({ about, since, limit, signal }: HistoryQuery): Promise<readonly HistoryEntry[]> {
    this.flush();
    const found: HistoryEntry[] = [];
    let began = this.#clock.now();
    for (const line of this.#lines()) {
      if (found.length >= limit) break;
      const entry = timeOf(line) >= since && mayConcern(line, about) ? parseHistoryLine(line) : null;
      if (entry !== null && (about === null || concerns(entry, about))) found.push(entry);
      if (this.#clock.now() - began < BATCH_DURATION) continue;
      await new Promise<void>((resolve) => this.#clock.defer(resolve));
      signal?.throwIfAborted();
      began = this.#clock.now();
    }
    return found.reverse();
  }

  /** The end of a daemon that did not say so, if the newest entry is no clean end. */
  unfinishedLife(): { readonly pid: number; readonly lastSeen: number } | null {
    this.flush();
    let last: HistoryEntry | null = null;
    let count = 0;
    for (const line of this.#lines()) {
      const entry = parseHistoryLine(line);
      last ??= entry;
      if (entry?.kind === 'daemon') {
        if (entry === last && entry.change !== 'started') return null;
        return last === null ? null : { pid: entry.pid, lastSeen: last.at };
      }
      count += 1;
      if (count >= LINES_OF_A_LIFE) break;
    }
    return last === null ? null : { pid: 0, lastSeen: last.at };
  }

  #lines(): Iterable<string> {
    return this.#file === null ? [] : linesOfFiles(this.#file.paths);
  }
}

/** Spares most lines the parser: an entry about a group has its name somewhere, unless it is about all of them. */
function mayConcern(line: string, about: Namespec | null): boolean {
  if (about === null) return true;
  const quoted = JSON.stringify(about.group);
  return line.includes(quoted.slice(1, -1)) || line.includes('"targets":[]');
}
