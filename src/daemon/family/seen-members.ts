/** Who was seen in a program before something of it ends: whoever of them comes to the daemon then is of that program. */
import type { ProcessIdentity } from '../../os/process-table.ts';

/** Shared by all: an empty one of its own would cost each program a quarter of a kilobyte. */
const NOBODY: ReadonlyMap<number, number> = new Map();

export class SeenMembers {
  /** Start times by pid: a pid alone may be another process by then. */
  #startTicks = NOBODY;

  has({ pid, startTicks }: ProcessIdentity): boolean {
    return this.#startTicks.get(pid) === startTicks;
  }

  replace(members: readonly ProcessIdentity[]): void {
    this.#startTicks = new Map(members.map(({ pid, startTicks }) => [pid, startTicks]));
  }

  forget(): void {
    this.#startTicks = NOBODY;
  }
}
