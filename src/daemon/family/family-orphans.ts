/** The orphans of one program: who of them lives, with all below them. */
import { type ProcessStat, readProcess, withDescendants } from '../../os/process-table.ts';
import type { Departed, Orphans } from './orphans.ts';
import type { Bereaved } from './succession.ts';

/** Shared by all: an empty one of its own would cost each program a quarter of a kilobyte. */
const NO_PIDS: ReadonlySet<number> = new Set();

export class FamilyOrphans {
  /** The orphans of all programs, and those of none. */
  readonly #everybody: Orphans;
  /** Null until there is one: most programs never have any. */
  #own: Map<number, ProcessStat> | null = null;
  /** Which of the own are of earlier runs. */
  #earlier: ReadonlySet<number> = NO_PIDS;

  constructor(everybody: Orphans) {
    this.#everybody = everybody;
  }

  get size(): number {
    return this.#own?.size ?? 0;
  }

  get earlier(): ReadonlySet<number> {
    return this.#earlier;
  }

  /** A run begins: who is there now is of an earlier one. */
  runBegins(): void {
    if (this.size > 0 || this.#earlier.size > 0) this.#earlier = new Set(this.#own?.keys());
  }

  adopt(process: ProcessStat): void {
    this.#own ??= new Map();
    this.#own.set(process.pid, process);
  }

  has(pid: number): boolean {
    return this.#own?.has(pid) === true;
  }

  /** It is an orphan no more: the main process. */
  release(pid: number): void {
    this.#own?.delete(pid);
  }

  /** As they were when they were found. */
  found(): readonly ProcessStat[] {
    this.#everybody.scan();
    return [...(this.#own?.values() ?? [])];
  }

  after(departed: Departed): Bereaved {
    const all = this.#living(departed);
    return { all, ofThisRun: all.filter(({ pid }) => !this.#earlier.has(pid)) };
  }

  /** Every process of the program there is now, below `main` or below orphans; parents before their children. */
  everyone(main: number | null): readonly ProcessStat[] {
    for (;;) {
      const roots = this.#living();
      const pids = roots.map(({ pid }) => pid);
      const found = withDescendants(main === null ? pids : [main, ...pids]);
      if (!this.haveEnded(roots, found)) return found;
    }
  }

  /** Whether some of these were gone a moment later: then their children have come to the daemon, and are to be looked for. */
  haveEnded(orphans: readonly ProcessStat[], found: readonly ProcessStat[]): boolean {
    const pids = new Set(found.map(({ pid }) => pid));
    const haveEnded = orphans.some(({ pid }) => !pids.has(pid));
    if (haveEnded) this.#everybody.lookAgain();
    return haveEnded;
  }

  /**
   * As they are now; forgets those that are gone. Where one ended during the look, its children have come to the daemon
   * after it: they are looked for again. `just`: as for {@link Orphans.scan}.
   */
  #living(just: Departed | null = null): readonly ProcessStat[] {
    for (;;) {
      this.#everybody.scan(just);
      const alive: ProcessStat[] = [];
      let hasEnded = false;
      for (const [pid, { startTicks }] of this.#own ?? []) {
        const now = readProcess(pid);
        const isGone = now === null || now.startTicks !== startTicks || now.state === 'Z';
        if (isGone) this.#own?.delete(pid);
        else alive.push(now);
        hasEnded ||= isGone;
      }
      if (!hasEnded) return alive;
      this.#everybody.lookAgain();
    }
  }
}
