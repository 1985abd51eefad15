/** The control group of one program: all that is placed in it stays in it, whatever it forks and however it hides. */
import type { Pid } from '../../core/units.ts';
import type { Cgroups } from '../../os/cgroups.ts';
import { withDescendants } from '../../os/process-table.ts';

/** `always`: for every program; otherwise for those that need one. */
export interface FamilyCgroups {
  readonly groups: Cgroups;
  readonly when: 'auto' | 'always';
}

/** What a process in the group forks is in the group, so a few rounds are enough, unless somebody forks faster than we move. */
const MOST_ROUNDS = 20;

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

  /**
   * With all below it. Moving a process takes so long that a program forks meanwhile: what came then is moved, too, until
   * everybody who is below it is in the group. What was forked and left meanwhile is known by other signs.
   */
  place(pid: Pid): void {
    const groups = this.#cgroups?.groups;
    const { path } = this;
    if (groups === undefined || path === null || !groups.make(path)) return;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const outside = withDescendants([pid]).filter((process) => groups.of(process.pid) !== path);
      const moved = outside.filter((process) => groups.place(path, process.pid));
      if (moved.length === 0) return;
    }
  }

  killAll(): void {
    if (this.path !== null) this.#cgroups?.groups.kill(this.path);
  }

  remove(): void {
    if (this.path !== null) this.#cgroups?.groups.remove(this.path);
  }
}
