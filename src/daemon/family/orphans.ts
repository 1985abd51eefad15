/**
 * Processes whose parents are gone. They have become the daemon's children, so it must know of which program they are
 * (`owner-signs.ts`). This keeps the list of them, and finds those that have come.
 *
 * `/proc` is read when something has ended or is asked for, never in between.
 */
import type { ExitStatus } from '../../core/exit-status.ts';
import type { Pid } from '../../core/units.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import { type ChildList, OwnChildren } from '../../os/own-children.ts';
import { type ProcessStat, readProcess } from '../../os/process-table.ts';
import type { ReapedChild } from '../../os/reaper.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import { Bands } from './bands.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import { OwnerSigns, type OwnerSignsParts } from './owner-signs.ts';
import { ProcessesElsewhere } from './processes-elsewhere.ts';
import { Strangers } from './strangers.ts';

export interface Departed {
  readonly owner: OrphanOwner;
  readonly status: ExitStatus;
}

export interface OrphansParts extends OwnerSignsParts {
  readonly log: ActivityLog;
  readonly childList: ChildList;
  /** Whether a child is a program's main process. */
  isMain(pid: Pid): boolean;
  /** Runs `action` in the next turn. */
  defer(action: () => void): void;
}

/** A turn in which children were reaped. */
interface Turn {
  /** Whose processes they were. */
  readonly touched: Set<OrphanOwner>;
  /** Of them, those whose main process may have left for the background. */
  readonly suspects: Set<OrphanOwner>;
  isScanned: boolean;
}

const NOBODY: ReadonlySet<OrphanOwner> = new Set();

export class Orphans {
  /** The session that programs are started in. */
  readonly ownSession: number;
  readonly #parts: OrphansParts;
  readonly #signs: OwnerSigns;
  /** The orphans among the children; null: of a stranger. */
  readonly #known = new Map<number, OrphanOwner | null>();
  /** Those that need no look: main processes, and what is in `#known`. */
  readonly #children: OwnChildren;
  /** Main processes, with the program that they are of. */
  readonly #mains = new Map<number, OrphanOwner>();
  readonly #bands: Bands;
  readonly #elsewhere: ProcessesElsewhere<OrphanOwner>;
  readonly #strangers: Strangers;
  /** Null outside of one. */
  #turn: Turn | null = null;
  /** Whether a turn in which no child was reaped has had its look. */
  #hasLooked = false;
  #mayMiss = false;

  constructor(parts: OrphansParts) {
    this.#parts = parts;
    const self = readProcess(process.pid);
    this.ownSession = self?.session ?? 0;
    this.#bands = new Bands({ group: self?.group ?? 0, session: this.ownSession });
    this.#signs = new OwnerSigns(this.#bands, parts);
    this.#strangers = new Strangers(parts.log);
    this.#children = new OwnChildren(parts.childList);
    this.#elsewhere = new ProcessesElsewhere({
      ownerOf: (process) => (parts.isMain(process.pid) ? null : this.#signs.ownerElsewhere(process)),
      defer: (action) => parts.defer(action),
    });
  }

  /**
   * The last scan found a process that exits and no longer shows whose it is. When it is gone, its children come to the
   * daemon: another scan finds those.
   */
  get mayMiss(): boolean {
    return this.#mayMiss;
  }

  add(owner: OrphanOwner): void {
    this.#signs.add(owner);
  }

  remove(owner: OrphanOwner): void {
    this.#signs.remove(owner);
    for (const [pid, other] of this.#known) if (other === owner) this.#known.set(pid, null);
    for (const [pid, other] of this.#mains) if (other === owner) this.#mains.delete(pid);
    this.#bands.forget(owner);
  }

  /** A main process was spawned. Called in the turn of the spawn. */
  spawned(pid: Pid): void {
    this.#children.add(pid);
  }

  /** From now on the process is the program's main one. It led its own group when it was spawned. */
  becameMain(pid: Pid, owner: OrphanOwner): void {
    this.#mains.set(pid, owner);
    this.#bands.addGroup(pid, owner);
    this.#known.delete(pid);
  }

  /** A main process that was no child of the daemon has ended: nobody reaps it, and its pid means nothing any more. */
  mainLeft(pid: Pid, owner: OrphanOwner): void {
    if (this.#mains.get(pid) === owner) this.#mains.delete(pid);
  }

  /**
   * A main process of an earlier daemon ended while none ran. Whose group or session has its number is the owner's: the kernel
   * gives the number to no process as long as there is such a one.
   */
  mainEndedUnseen({ pid, startTicks }: RecordedIdentity, owner: OrphanOwner): void {
    const found = readProcess(pid);
    if (found === null || found.startTicks === startTicks)
      this.#bands.add({ group: pid, session: pid }, owner);
  }

  /** Members of the group and of the session that this process is in are the owner's. */
  addBands(process: ProcessStat, owner: OrphanOwner): void {
    this.#bands.add(process, owner);
  }

  /** Nothing of the owner is alive. */
  forgetBands(owner: OrphanOwner): void {
    this.#bands.forget(owner);
  }

  turnBegins(exits: readonly ReapedChild[]): void {
    const turn: Turn = { touched: new Set(), suspects: new Set(), isScanned: false };
    for (const { pid, status } of exits) {
      this.#children.delete(pid);
      const main = this.#mains.get(pid);
      this.#mains.delete(pid);
      if (main?.mayHaveLeft(status)) turn.suspects.add(main);
      const owner = main ?? this.#known.get(pid);
      if (owner != null) turn.touched.add(owner);
    }
    this.#turn = turn;
  }

  turnEnds(): void {
    for (const owner of this.#turn?.touched ?? []) owner.changed();
    this.#turn = null;
  }

  /** A child that is no main process was reaped. */
  reaped(pid: Pid): 'known' | 'stranger' {
    const owner = this.#known.get(pid);
    this.#known.delete(pid);
    this.#strangers.ended(pid);
    return owner == null ? 'stranger' : 'known';
  }

  /** The next look is to be a new one: something has ended since the last. */
  lookAgain(): void {
    if (this.#turn !== null) this.#turn.isScanned = false;
    this.#hasLooked = false;
    this.#elsewhere.forget();
  }

  /** Finds the orphans that have come since, and whose they are. `just`: whose main process went a moment ago, and how. */
  scan(just: Departed | null = null): void {
    if (!this.#isLookDue(just)) return;
    const suspects = this.#turn?.suspects ?? suspectsOf(just);
    const ended = new Set<Pid>();
    while (this.#look(suspects, ended));
    this.#lookAtStrangers(suspects);
  }

  /** Many programs that end or are stopped in one turn need one look. */
  #isLookDue(just: Departed | null): boolean {
    if (this.#turn !== null) {
      const isDue = !this.#turn.isScanned;
      this.#turn.isScanned = true;
      return isDue;
    }
    if (just !== null) return true;
    if (this.#hasLooked) return false;
    this.#hasLooked = true;
    this.#parts.defer(() => {
      this.#hasLooked = false;
    });
    return true;
  }

  /** True when one of them ended during the look, so that its children came after it. */
  #look(suspects: ReadonlySet<OrphanOwner>, ended: Set<Pid>): boolean {
    const endedBefore = ended.size;
    const names = [...suspects].map(({ name }) => name);
    this.#mayMiss = false;
    for (const pid of this.#children.unknown()) {
      if (this.#parts.isMain(pid)) {
        this.#children.add(pid);
        continue;
      }
      const process = readProcess(pid);
      if (process === null || process.state === 'Z') {
        ended.add(pid);
        continue;
      }
      const isOfNextTurn = this.#isOfNextTurn(process, suspects);
      const owner = this.#signs.ownerOf(process, isOfNextTurn ? NOBODY : suspects);
      const now = owner === null ? readProcess(pid) : process;
      if (now === null || now.state === 'Z') {
        ended.add(pid);
        continue;
      }
      if (owner === null && (now.isEnding || isOfNextTurn)) {
        this.#mayMiss = true;
        continue;
      }
      this.#children.add(pid);
      if (owner !== null) this.#give(process, owner);
      else {
        this.#known.set(pid, null);
        this.#strangers.add(process, names);
      }
    }
    return ended.size > endedBefore;
  }

  #give(process: ProcessStat, owner: OrphanOwner): void {
    this.#known.set(process.pid, owner);
    this.#bands.add(process, owner);
    owner.adopt(process);
  }

  /** The launcher that is called like it has ended, and is yet to be reaped. */
  #isOfNextTurn(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): boolean {
    return [...this.#mains].some(
      ([pid, owner]) =>
        owner.isOnItsWay && !suspects.has(owner) && owner.isCalledLike(process) && hasEnded(pid),
    );
  }

  /**
   * What was in doubt may be clear since another process of its group or session is known, or since the step into the background
   * of which it came has ended.
   */
  #lookAtStrangers(suspects: ReadonlySet<OrphanOwner>): void {
    const onTheirWay = new Set([...suspects].filter((owner) => owner.isOnItsWay));
    this.#takeStrangers((one) => this.#signs.byName(one, onTheirWay));
    while (this.#bands.takeNews()) this.#takeStrangers((one) => this.#bands.ownerOf(one));
  }

  #takeStrangers(ownerOf: (stranger: ProcessStat) => OrphanOwner | null): void {
    for (const process of this.#strangers.take((one) => ownerOf(one) !== null)) {
      const owner = ownerOf(process);
      if (owner === null) continue;
      this.#give(process, owner);
      this.#parts.log.log('info', `process ${process.pid} (${process.name}) is of ${owner.name} after all`);
    }
  }

  /** Finds processes of this owner that are not the daemon's children. */
  search(owner: OrphanOwner): void {
    for (const process of this.#elsewhere.of(owner)) {
      if (this.#parts.isMain(process.pid)) continue;
      this.#bands.add(process, owner);
      owner.adopt(process);
    }
  }
}

function suspectsOf(just: Departed | null): ReadonlySet<OrphanOwner> {
  return just?.owner.mayHaveLeft(just.status) ? new Set([just.owner]) : NOBODY;
}

function hasEnded(pid: number): boolean {
  const found = readProcess(pid);
  return found === null || found.state === 'Z';
}
