/**
 * Stops everything in order: one wave of groups after another, with the throttled "waiting for x to die" report.
 * Source: Supervisor supervisord.py, shutdown_report(); the waves: core/stop-order.ts.
 */
import { messages } from '../core/messages.ts';
import { isStopped } from '../core/process-state.ts';
import { byDescendingPriority, stopWaves } from '../core/stop-order.ts';
import { milliseconds } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ActivityLog, Clock } from './ports.ts';
import type { ProcessGroup } from './process-group.ts';
import { repeat } from './repeat.ts';

const REPORT_INTERVAL = milliseconds(3000);

interface ShutdownWorld {
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** Called once, when no process is left unstopped. */
  readonly onDone: () => void;
  /** Called before a wave is stopped: what is to be waited for, if anything. */
  readonly beforeStopping: (wave: readonly ProcessGroup[]) => Promise<void> | null;
}

export class Shutdown {
  readonly #groups: readonly ProcessGroup[];
  readonly #waves: (readonly ProcessGroup[])[];
  readonly #world: ShutdownWorld;
  #wave: readonly ProcessGroup[] = [];
  /** The wave was not stopped yet, since something is waited for before. */
  #isHeld = false;
  #stopReporting: () => void = () => undefined;
  #isDone = false;
  #isAdvancePending = false;
  /** While this one is not stopped, the others need not be looked at. */
  #awaited: ManagedProcess | undefined;

  /** `groups` in the order of their creation. */
  constructor(groups: readonly ProcessGroup[], world: ShutdownWorld) {
    this.#groups = groups;
    this.#waves = [...stopWaves(groups, priorityOf)];
    this.#world = world;
  }

  begin(): void {
    this.#advance();
    if (this.#isDone) return;
    this.#stopReporting = repeat(this.#world.clock, REPORT_INTERVAL, () => this.#report());
  }

  /** To be called at every change of a process's state. */
  stateChanged(): void {
    if (this.#isAdvancePending) return;
    this.#isAdvancePending = true;
    // After the turn, so that everything that belongs to this change is logged before the next wave is stopped.
    this.#world.clock.defer(() => {
      this.#isAdvancePending = false;
      this.#advance();
    });
  }

  #advance(): void {
    while (!this.#isDone && !this.#isHeld && !this.#isStopping()) {
      const wave = this.#waves.shift();
      if (wave === undefined) this.#finish();
      else this.#begin(wave);
    }
  }

  #isStopping(): boolean {
    if (this.#awaited === undefined || isStopped(this.#awaited.state)) this.#awaited = this.#findUnstopped();
    return this.#awaited !== undefined;
  }

  /** The one that got its signal last: it is likely to be the last to go, so this is seldom asked. */
  #findUnstopped(): ManagedProcess | undefined {
    for (let place = this.#wave.length - 1; place >= 0; place -= 1) {
      const found = this.#wave[place]?.firstUnstopped();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #begin(wave: readonly ProcessGroup[]): void {
    this.#wave = wave;
    const held = this.#world.beforeStopping(wave);
    if (held === null) {
      this.#stop(wave);
      return;
    }
    this.#isHeld = true;
    void held.then(() => {
      this.#isHeld = false;
      this.#stop(wave);
      this.#advance();
    });
  }

  #stop(wave: readonly ProcessGroup[]): void {
    for (const group of wave) {
      for (const process of byDescendingPriority(group.processes(), priorityOf)) process.stop('shutdown');
    }
  }

  #finish(): void {
    this.#isDone = true;
    this.#stopReporting();
    this.#world.onDone();
  }

  #report(): void {
    const names = this.#groups.flatMap((group) => group.unstopped().map((process) => process.name));
    this.#world.log.log('info', messages.waitingToDie(names));
  }
}

function priorityOf({ config }: ProcessGroup | ManagedProcess): number {
  return config.priority;
}
