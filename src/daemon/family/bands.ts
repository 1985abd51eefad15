/**
 * Bands: process groups and sessions, and the program that the members of each are of. A group and a session of one number
 * are of one program: the kernel gives both the pid of the process that made them.
 */
import type { ProcessStat } from '../../os/process-table.ts';
import type { OrphanOwner } from './orphan-owner.ts';

type Membership = Pick<ProcessStat, 'group' | 'session'>;

export class Bands {
  readonly #daemons: Membership;
  readonly #owners = new Map<number, OrphanOwner>();
  readonly #bandsOf = new Map<OrphanOwner, Set<number>>();
  #hasNews = false;

  /** `daemons`: of the daemon itself. All programs may be in them, so they tell nothing. */
  constructor(daemons: Membership) {
    this.#daemons = daemons;
  }

  /** By its group, else by its session. */
  ownerOf({ group, session }: Membership): OrphanOwner | null {
    return this.#owners.get(group) ?? this.#owners.get(session) ?? null;
  }

  /** Whoever is in the group or in the session of this member is of the owner. */
  add({ group, session }: Membership, owner: OrphanOwner): void {
    if (group !== this.#daemons.group) this.addGroup(group, owner);
    if (session !== this.#daemons.session) this.#add(session, owner);
  }

  addGroup(group: number, owner: OrphanOwner): void {
    this.#add(group, owner);
  }

  #add(band: number, owner: OrphanOwner): void {
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
