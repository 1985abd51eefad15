/**
 * Stops everything in order: one wave of groups after another, with the throttled "waiting for x to die" report.
 * Source: Supervisor supervisord.py, shutdown_report(); the waves: core/stop-order.ts.
 */
import { messages } from '../core/messages.ts';
import { byDescendingPriority, stopWaves } from '../core/stop-order.ts';
import { later, milliseconds } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ActivityLog, Clock, Timer } from './ports.ts';
import type { ProcessGroup } from './process-group.ts';

const REPORT_INTERVAL = milliseconds(3000);

export class Shutdown {
  readonly #groups: readonly ProcessGroup[];
  readonly #waves: (readonly ProcessGroup[])[];
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  readonly #onDone: () => void;
  #wave: readonly ProcessGroup[] = [];
  #timer: Timer | null = null;
  #isDone = false;

  /** `groups` in the order of their creation. `onDone` is called once, when no process is left unstopped. */
  constructor(
    groups: readonly ProcessGroup[],
    world: { readonly clock: Clock; readonly log: ActivityLog; readonly onDone: () => void },
  ) {
    this.#groups = groups;
    this.#waves = [...stopWaves(groups, (group) => group.config.priority)];
    this.#clock = world.clock;
    this.#log = world.log;
    this.#onDone = world.onDone;
  }

  begin(): void {
    this.advance();
    if (!this.#isDone) this.#report();
  }

  /** To be called after every change of a process's state. */
  advance(): void {
    while (!this.#isDone && this.#wave.every((group) => group.unstopped().length === 0)) {
      const wave = this.#waves.shift();
      if (wave === undefined) this.#finish();
      else this.#stopWave(wave);
    }
  }

  #stopWave(wave: readonly ProcessGroup[]): void {
    this.#wave = wave;
    for (const group of wave) {
      for (const process of byDescendingPriority(group.processes().map(withPriority))) {
        process.process.stop('shutdown');
      }
    }
  }

  #finish(): void {
    this.#isDone = true;
    this.#timer?.cancel();
    this.#onDone();
  }

  #report(): void {
    const names = this.#groups.flatMap((group) => group.unstopped().map((process) => process.name));
    this.#log.log('info', messages.waitingToDie(names));
    this.#timer = this.#clock.schedule(later(this.#clock.now(), REPORT_INTERVAL), () => this.#report());
  }
}

function withPriority(process: ManagedProcess): {
  readonly priority: number;
  readonly process: ManagedProcess;
} {
  return { priority: process.config.priority, process };
}
