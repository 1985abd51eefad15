/** Process groups and sessions, and the program that the members of each are of. */
import type { ProcessStat } from '../../os/process-table.ts';
import type { OrphanOwner } from './orphan-owner.ts';

export class Bands {
  readonly #owners = new Map<number, OrphanOwner>();
  readonly #bandsOf = new Map<OrphanOwner, Set<number>>();
  #hasNews = false;

  /** By its group, else by its session. */
  ownerOf({ group, session }: ProcessStat): OrphanOwner | null {
    return this.#owners.get(group) ?? this.#owners.get(session) ?? null;
  }

  add(band: number, owner: OrphanOwner): void {
    this.#hasNews ||= this.#owners.get(band) !== owner;
    this.#owners.set(band, owner);
    const bands = this.#bandsOf.get(owner);
    if (bands === undefined) this.#bandsOf.set(owner, new Set([band]));
    else bands.add(band);
  }

  /** Nothing of the owner is alive: its groups and sessions mean nothing any more. */
  forget(owner: OrphanOwner): void {
    for (const band of this.#bandsOf.get(owner) ?? []) {
      if (this.#owners.get(band) === owner) this.#owners.delete(band);
    }
    this.#bandsOf.delete(owner);
  }

  /** Whether more is known than when this was asked last. */
  takeNews(): boolean {
    const hadNews = this.#hasNews;
    this.#hasNews = false;
    return hadNews;
  }
}
