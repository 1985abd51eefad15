/**
 * Processes whose parents are gone. They have become the daemon's children, so it must know whose they are: of which
 * program. What tells, from the surest on: the control group; having been seen in the program before; the marks in the
 * environment that every child gets; the program's own pipes among the open files; the process group or session of
 * known members; having appeared in the very turn in which the program's main process left, or having begun with a start
 * that an earlier daemon did not see through. Nothing is guessed where these leave a doubt: that is said instead.
 *
 * `/proc` is read when something has ended or is asked for, never in between.
 */
import type { ExitStatus } from '../../core/exit-status.ts';
import { type Milliseconds, milliseconds, type Pid } from '../../core/units.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import { type ChildList, OwnChildren } from '../../os/own-children.ts';
import {
  openDescriptors,
  type ProcessStat,
  readEnvironment,
  readOpenFile,
  readProcess,
} from '../../os/process-table.ts';
import { TICKS_PER_SECOND } from '../../os/process-usage.ts';
import type { ReapedChild } from '../../os/reaper.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import { isKeepersEnvironment } from '../streams/pipe-keeper.ts';
import { Bands } from './bands.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import { ProcessesElsewhere } from './processes-elsewhere.ts';
import { Strangers } from './strangers.ts';

export interface Departed {
  readonly owner: OrphanOwner;
  readonly status: ExitStatus;
}

export interface OrphansParts {
  readonly log: ActivityLog;
  readonly childList: ChildList;
  /** Whether a child is a program's main process. */
  isMain(pid: Pid): boolean;
  /** Runs `action` in the next turn. */
  defer(action: () => void): void;
  /** In clock ticks since boot, as start times are counted. */
  ticksNow(): number;
  /** The control group of a process, null where none tells anything. */
  cgroupOf(pid: Pid): string | null;
}

/** From the fork of a server to the exit of its parent, where that waits for nothing: the work of moments. */
const LONGEST_STEP = milliseconds(3000);

const NOBODY: ReadonlySet<OrphanOwner> = new Set();

export class Orphans {
  readonly #parts: OrphansParts;
  readonly #owners = new Set<OrphanOwner>();
  readonly #known = new Map<number, OrphanOwner | null>();
  /** Those that need no look: main processes, and what is in `#known`. */
  readonly #children: OwnChildren;
  /** Main processes, with the program that they are of. */
  readonly #mains = new Map<number, OrphanOwner>();
  readonly #bands = new Bands();
  readonly #own: { readonly group: number; readonly session: number };
  /** Whose processes were reaped in this turn; null outside of one. */
  #touched: Set<OrphanOwner> | null = null;
  /** Of them, those whose main process may have left for the background. */
  #suspects: Set<OrphanOwner> = new Set();
  #isTurnScanned = false;
  #hasLooked = false;
  #mayMiss = false;
  readonly #elsewhere: ProcessesElsewhere<OrphanOwner>;
  readonly #strangers: Strangers;

  constructor(parts: OrphansParts) {
    this.#parts = parts;
    this.#strangers = new Strangers(parts.log);
    this.#children = new OwnChildren(parts.childList);
    this.#elsewhere = new ProcessesElsewhere({
      ownerOf: (process) =>
        parts.isMain(process.pid) ? null : (this.#ownerOf(process, NOBODY) ?? this.#byStart(process)),
      defer: (action) => parts.defer(action),
    });
    const self = readProcess(process.pid);
    this.#own = { group: self?.group ?? 0, session: self?.session ?? 0 };
  }

  /** The session that programs are started in. */
  get ownSession(): number {
    return this.#own.session;
  }

  /**
   * The last scan found a process that exits and no longer shows whose it is. When it is gone, its children come to the
   * daemon: another scan finds those.
   */
  get mayMiss(): boolean {
    return this.#mayMiss;
  }

  add(owner: OrphanOwner): void {
    this.#owners.add(owner);
  }

  remove(owner: OrphanOwner): void {
    this.#owners.delete(owner);
    for (const [pid, other] of this.#known) if (other === owner) this.#known.set(pid, null);
    for (const [pid, other] of this.#mains) if (other === owner) this.#mains.delete(pid);
    this.#bands.forget(owner);
  }

  /** A main process was spawned. Called in the turn of the spawn. */
  spawned(pid: Pid): void {
    this.#children.add(pid);
  }

  /** The process is a program's main one. It led its own group when it was spawned. */
  isMainOf(pid: Pid, owner: OrphanOwner): void {
    this.#mains.set(pid, owner);
    this.#bands.add(pid, owner);
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
    if (found === null || found.startTicks === startTicks) this.hasBand({ group: pid, session: pid }, owner);
  }

  /** Members of these groups and sessions are the owner's. */
  hasBand(process: Pick<ProcessStat, 'group' | 'session'>, owner: OrphanOwner): void {
    if (process.group !== this.#own.group) this.#bands.add(process.group, owner);
    if (process.session !== this.#own.session) this.#bands.add(process.session, owner);
  }

  /** Nothing of the owner is alive. */
  forgetBands(owner: OrphanOwner): void {
    this.#bands.forget(owner);
  }

  turnBegins(exits: readonly ReapedChild[]): void {
    this.#touched = new Set();
    this.#suspects = new Set();
    this.#isTurnScanned = false;
    for (const { pid, status } of exits) {
      this.#children.delete(pid);
      const main = this.#mains.get(pid);
      this.#mains.delete(pid);
      if (main?.mayHaveLeft(status)) this.#suspects.add(main);
      const owner = main ?? this.#known.get(pid);
      if (owner != null) this.#touched.add(owner);
    }
  }

  turnEnds(): void {
    for (const owner of this.#touched ?? []) owner.changed();
    this.#touched = null;
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
    this.#isTurnScanned = false;
    this.#hasLooked = false;
    this.#elsewhere.forget();
  }

  /** Finds the orphans that have come since, and whose they are. `just`: whose main process went a moment ago, and how. */
  scan(just: Departed | null = null): void {
    if (this.#touched !== null && this.#isTurnScanned) return;
    if (this.#touched === null && just === null && !this.#isLookDue()) return;
    this.#isTurnScanned = this.#touched !== null;
    const suspects = this.#touched !== null ? this.#suspects : suspectsOf(just);
    const ended = new Set<Pid>();
    while (this.#look(suspects, ended));
    this.#lookAtStrangers(suspects);
  }

  /** Many programs that are stopped in one turn need one look. */
  #isLookDue(): boolean {
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
      const owner = this.#ownerOf(process, suspects);
      const now = owner === null ? readProcess(pid) : process;
      if (now === null || now.state === 'Z') {
        ended.add(pid);
        continue;
      }
      if (owner === null && (now.isEnding || this.#isOfNextTurn(process, suspects))) {
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
    this.hasBand(process, owner);
    owner.adopt(process);
  }

  /**
   * What was in doubt may be clear since another process of its group or session is known, or since the step into the background
   * of which it came has ended.
   */
  #lookAtStrangers(suspects: ReadonlySet<OrphanOwner>): void {
    const onTheirWay = new Set([...suspects].filter((owner) => owner.isOnItsWay));
    this.#takeStrangers((one) => this.#byName(one, onTheirWay));
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
      this.hasBand(process, owner);
      owner.adopt(process);
    }
  }

  #ownerOf(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    return (
      this.#byCgroup(process) ??
      only([...this.#owners].filter((owner) => owner.hasSeen(process))) ??
      this.#byMarks(process) ??
      this.#byPipes(process) ??
      this.#bands.ownerOf(process) ??
      this.#byTurn(process, suspects)
    );
  }

  #byCgroup({ pid }: ProcessStat): OrphanOwner | null {
    const path = this.#parts.cgroupOf(pid);
    return path === null ? null : only([...this.#owners].filter(({ cgroup }) => cgroup === path));
  }

  /** A program may have replaced what it was given, and a vigild among the programs gives its own marks. */
  #byMarks({ pid }: ProcessStat): OrphanOwner | null {
    const variables = new Map(
      (readEnvironment(pid) ?? []).map((entry) => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
    );
    if (!variables.has('SUPERVISOR_PROCESS_NAME')) return null;
    return only([...this.#owners].filter((owner) => owner.hasMarks(variables)));
  }

  #byPipes({ pid }: ProcessStat): OrphanOwner | null {
    const files = openDescriptors(pid).map((fd) => readOpenFile(pid, fd) ?? '');
    const owner = only([...this.#owners].filter(({ pipes }) => files.some((file) => file.startsWith(pipes))));
    return owner === null || isKeepersEnvironment(readEnvironment(pid) ?? []) ? null : owner;
  }

  #byStart(process: ProcessStat): OrphanOwner | null {
    return only([...this.#owners].filter((owner) => owner.mayHaveStarted(process)));
  }

  /**
   * What hides all signs is of the program whose main process has left in this turn, where it just began. The leader of a
   * session was that one's own child, as a rule. One that is not had a parent whom nobody saw: it may as well be of another
   * program that is starting. A launcher that waits until its server is ready leaves later.
   */
  #byTurn(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    if (this.#isOfNextTurn(process, suspects)) return null;
    const age = this.#ageOf(process);
    const isRecent = age <= LONGEST_STEP;
    const suspect = only([...suspects].filter((owner) => isRecent || owner.hadBegun(age)));
    const isLeader = process.session === process.pid;
    if (suspect !== null && isLeader && (isRecent || suspect.isOnItsWay)) return suspect;
    const isClear = isRecent && ![...this.#owners].some((owner) => owner !== suspect && owner.isYoung);
    if (suspect !== null && isClear) return suspect;
    return this.#byName(process, suspects);
  }

  /** Several may be on their way to the background at once: then the name tells, if only one of their commands has it. */
  #byName(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    const owner = only(
      [...this.#owners].filter((one) => (suspects.has(one) || one.isOnItsWay) && one.isCalledLike(process)),
    );
    return owner !== null && suspects.has(owner) && owner.hadBegun(this.#ageOf(process)) ? owner : null;
  }

  /** The launcher that is called like it has ended, and is yet to be reaped. */
  #isOfNextTurn(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): boolean {
    return [...this.#mains].some(
      ([pid, owner]) =>
        owner.isOnItsWay && !suspects.has(owner) && owner.isCalledLike(process) && hasEnded(pid),
    );
  }

  #ageOf({ startTicks }: ProcessStat): Milliseconds {
    return milliseconds(((this.#parts.ticksNow() - startTicks) * 1000) / TICKS_PER_SECOND);
  }
}

function hasEnded(pid: number): boolean {
  const found = readProcess(pid);
  return found === null || found.state === 'Z';
}

function suspectsOf(just: Departed | null): ReadonlySet<OrphanOwner> {
  return just?.owner.mayHaveLeft(just.status) ? new Set([just.owner]) : NOBODY;
}

function only<Item>(items: readonly Item[]): Item | null {
  return items.length === 1 ? (items[0] as Item) : null;
}
