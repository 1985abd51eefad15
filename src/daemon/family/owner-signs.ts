/**
 * Of which program a process is. What tells, from the surest on: the control group; having been seen in the program before;
 * the marks in the environment that every child gets; the program's own pipes among the open files; the process group or
 * session of known members; having appeared in the very turn in which the program's main process left, or having begun with
 * a start that an earlier daemon did not see through. Nothing is guessed where these leave a doubt: it is of nobody then.
 */
import { type Milliseconds, milliseconds, type Pid } from '../../core/units.ts';
import { openDescriptors, type ProcessStat, readEnvironment, readOpenFile } from '../../os/process-table.ts';
import { TICKS_PER_SECOND } from '../../os/process-usage.ts';
import { isKeepersEnvironment } from '../streams/pipe-keeper.ts';
import type { Bands } from './bands.ts';
import { LONGEST_DEPARTURE } from './cut-short.ts';
import type { OrphanOwner } from './orphan-owner.ts';

export interface OwnerSignsParts {
  /** In clock ticks since boot, as start times are counted. */
  ticksNow(): number;
  /** The control group of a process, null where none tells anything. */
  cgroupOf(pid: Pid): string | null;
}

export class OwnerSigns {
  readonly #parts: OwnerSignsParts;
  readonly #bands: Bands;
  readonly #owners = new Set<OrphanOwner>();

  constructor(bands: Bands, parts: OwnerSignsParts) {
    this.#bands = bands;
    this.#parts = parts;
  }

  add(owner: OrphanOwner): void {
    this.#owners.add(owner);
  }

  remove(owner: OrphanOwner): void {
    this.#owners.delete(owner);
  }

  /** Of a child of the daemon. `suspects`: whose main processes have left in this turn. Null: none can be told. */
  ownerOf(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    return this.#bySign(process) ?? this.#byTurn(process, suspects);
  }

  /** Of a process that an earlier daemon may have started, and that is no child of this one. */
  ownerElsewhere(process: ProcessStat): OrphanOwner | null {
    return this.#bySign(process) ?? this.#only((owner) => owner.mayHaveStarted(process));
  }

  #bySign(process: ProcessStat): OrphanOwner | null {
    return (
      this.#byCgroup(process) ??
      this.#only((owner) => owner.hasSeen(process)) ??
      this.#byMarks(process) ??
      this.#byPipes(process) ??
      this.#bands.ownerOf(process)
    );
  }

  #byCgroup({ pid }: ProcessStat): OrphanOwner | null {
    const path = this.#parts.cgroupOf(pid);
    return path === null ? null : this.#only(({ cgroup }) => cgroup === path);
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
    return this.#only((owner) => owner.hasMarks(variables));
  }

  #byPipes({ pid }: ProcessStat): OrphanOwner | null {
    const files = openDescriptors(pid).map((fd) => readOpenFile(pid, fd) ?? '');
    const owner = this.#only(({ pipes }) => files.some((file) => file.startsWith(pipes)));
    return owner === null || isKeepersEnvironment(readEnvironment(pid) ?? []) ? null : owner;
  }

  /**
   * What hides all signs is of the program whose main process has left in this turn, where it just began. The leader of a
   * session was that one's own child, as a rule. One that is not had a parent whom nobody saw: it may as well be of another
   * program that is starting. A launcher that waits until its server is ready leaves later.
   */
  #byTurn(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    const age = this.#ageOf(process);
    const isRecent = age <= LONGEST_DEPARTURE;
    const suspect = only([...suspects].filter((owner) => isRecent || owner.hadBegun(age)));
    const isLeader = process.session === process.pid;
    if (suspect !== null && isLeader && (isRecent || suspect.isOnItsWay)) return suspect;
    const isClear = isRecent && ![...this.#owners].some((owner) => owner !== suspect && owner.isYoung);
    if (suspect !== null && isClear) return suspect;
    return this.byName(process, suspects);
  }

  /** Several may be on their way to the background at once: then the name tells, if only one of their commands has it. */
  byName(process: ProcessStat, suspects: ReadonlySet<OrphanOwner>): OrphanOwner | null {
    const owner = this.#only((one) => (suspects.has(one) || one.isOnItsWay) && one.isCalledLike(process));
    return owner !== null && suspects.has(owner) && owner.hadBegun(this.#ageOf(process)) ? owner : null;
  }

  #ageOf({ startTicks }: ProcessStat): Milliseconds {
    return milliseconds(((this.#parts.ticksNow() - startTicks) * 1000) / TICKS_PER_SECOND);
  }

  #only(isMeant: (owner: OrphanOwner) => boolean): OrphanOwner | null {
    return only([...this.#owners].filter(isMeant));
  }
}

function only<Item>(items: readonly Item[]): Item | null {
  return items.length === 1 ? (items[0] as Item) : null;
}
