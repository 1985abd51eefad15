/**
 * Ends a set of processes that may still grow: signals each once, then SIGKILL to what is left. Steps are taken when
 * one of them was reaped and when patience ends; nothing is asked in between, except of processes whose ends nobody
 * tells: those that an earlier daemon started.
 */
import { SIGKILL } from '../../core/signals.ts';
import { later, type Milliseconds, milliseconds, type SignalNumber } from '../../core/units.ts';
import type { ProcessStat } from '../../os/process-table.ts';
import type { ActivityLog, Clock, Timer } from '../../supervisor/ports.ts';

export interface EndingParts {
  readonly name: string;
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly signal: (process: ProcessStat, signal: SignalNumber) => void;
  readonly firstSignal: SignalNumber;
  readonly patience: Milliseconds;
  alive(): readonly ProcessStat[];
  /** Nobody will tell of its end. */
  isForeign(process: ProcessStat): boolean;
  /** Kills all of them at once, where that is possible, beside the signals. */
  killAll(): void;
  /** Nothing is left, or nothing more can be done. In a turn of its own. */
  done(): void;
}

/** Between two looks at processes that are not below the daemon. */
const LOOK_INTERVAL = milliseconds(100);
/** A process that SIGKILL does not end waits for a device: it is not waited for for ever. */
const KILL_INTERVAL = milliseconds(1000);
const MOST_KILLS = 10;

export class FamilyEnding {
  readonly #parts: EndingParts;
  readonly #signalled = new Map<number, number>();
  #signal: SignalNumber;
  #kills = 0;
  #timer: Timer | null = null;
  #nextLook: Timer | null = null;
  #isOver = false;

  constructor(parts: EndingParts) {
    this.#parts = parts;
    this.#signal = parts.firstSignal;
    if (parts.patience <= 0 || parts.firstSignal === SIGKILL) this.#kill();
    else this.#wait(parts.patience);
  }

  /** Looks who is left, and signals whoever was not signalled yet. */
  step(): void {
    if (this.#isOver) return;
    const alive = this.#parts.alive();
    if (alive.length === 0 || this.#kills > MOST_KILLS) {
      this.#finish(alive);
      return;
    }
    for (const process of alive) {
      if (this.#signalled.get(process.pid) === process.startTicks) continue;
      this.#signalled.set(process.pid, process.startTicks);
      this.#parts.signal(process, this.#signal);
    }
    if (!alive.some((process) => this.#parts.isForeign(process))) return;
    const { clock } = this.#parts;
    this.#nextLook?.cancel();
    this.#nextLook = clock.schedule(later(clock.now(), LOOK_INTERVAL), () => this.step());
  }

  close(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#nextLook?.cancel();
  }

  #wait(duration: Milliseconds): void {
    const { clock } = this.#parts;
    this.#timer = clock.schedule(later(clock.now(), duration), () => {
      this.#kill();
      this.step();
    });
  }

  #kill(): void {
    this.#signal = SIGKILL;
    this.#kills += 1;
    this.#signalled.clear();
    if (this.#kills === 1) this.#parts.killAll();
    this.#wait(KILL_INTERVAL);
  }

  #finish(alive: readonly ProcessStat[]): void {
    this.close();
    const { name, log, clock, done } = this.#parts;
    if (alive.length > 0) {
      const list = alive.map((process) => process.pid).join(', ');
      log.log('critical', `processes of ${name} do not end although they were killed: ${list}`);
    }
    clock.defer(done);
  }
}
