/** The control group of one program: all that is placed in it stays in it, whatever it forks and however it hides. */
import type { Pid } from '../../core/units.ts';
import type { Cgroups } from '../../os/cgroups.ts';
import { withDescendants } from '../../os/process-table.ts';

/** `always`: for every program; otherwise for those that need one. */
export interface FamilyCgroups {
  readonly groups: Cgroups;
  readonly when: 'auto' | 'always';
}

export class FamilyCgroup {
  /** Also where it was not made yet: what an earlier daemon left may be in it. Null without control groups. */
  readonly path: string | null;
  readonly #cgroups: FamilyCgroups | null;

  constructor(cgroups: FamilyCgroups | null, name: string) {
    this.#cgroups = cgroups;
    this.path = cgroups?.groups.pathOf(name) ?? null;
  }

  /** Whether a program has one from its start, without a need of its own. */
  get isAlways(): boolean {
    return this.#cgroups?.when === 'always';
  }

  /** With all below it. What was forked and left meanwhile is known by other signs. */
  place(pid: Pid): void {
    const groups = this.#cgroups?.groups;
    if (groups === undefined || this.path === null || !groups.make(this.path)) return;
    for (const process of withDescendants([pid])) {
      if (groups.of(process.pid) !== this.path) groups.place(this.path, process.pid);
    }
  }

  killAll(): void {
    if (this.path !== null) this.#cgroups?.groups.kill(this.path);
  }

  remove(): void {
    if (this.path !== null) this.#cgroups?.groups.remove(this.path);
  }
}
