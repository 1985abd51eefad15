/** What programs take, whole trees of processes, read from the kernel while the event loop goes on. */
import { pidOf } from '../../core/process-state.ts';
import { eachDescendant, type ProcessStat } from '../../os/process-table.ts';
import {
  countDescriptors,
  pageSize,
  readProportionalMemory,
  TICKS_PER_SECOND,
} from '../../os/process-usage.ts';
import type { ProgramUsage } from '../../rpc/daemon-facade.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { inPieces } from './in-pieces.ts';
import { SharedReading } from './shared-reading.ts';

/** Which processes are a program's. Read one by one, as they are asked for. */
export type MembersOf = (process: ManagedProcess) => Iterable<ProcessStat>;

export interface UsageOptions {
  /** Whether to ask for shares of memory, for which the kernel walks over every page. */
  readonly shares: boolean;
}

/** A program is read in one piece, unless it has more processes than this. */
const MEMBERS_AT_ONCE = 16;

export class ProgramUsages {
  readonly #withShares: SharedReading<readonly ProgramUsage[]>;
  readonly #withoutShares: SharedReading<readonly ProgramUsage[]>;

  constructor(supervisor: Supervisor, membersOf: MembersOf = currentMembers) {
    const reading = (shares: boolean) =>
      new SharedReading(() => inPieces(readUsages(supervisor, { shares, membersOf })));
    this.#withShares = reading(true);
    this.#withoutShares = reading(false);
  }

  /** In the order of the groups. Programs without a process are left out. */
  read({ shares }: UsageOptions): Promise<readonly ProgramUsage[]> {
    return (shares ? this.#withShares : this.#withoutShares).get();
  }
}

/** The main process, orphans of the program, and what descends from them. */
function currentMembers(process: ManagedProcess): Iterable<ProcessStat> {
  const main = pidOf(process.state);
  const orphans = process.family.orphans();
  return eachDescendant(main === null ? orphans : [main, ...orphans]);
}

/** May be left after each program, and within a large one. */
export function* readUsages(
  supervisor: Supervisor,
  { shares, membersOf }: UsageOptions & { readonly membersOf: MembersOf },
): Generator<void, readonly ProgramUsage[]> {
  const measures = { shares, bytesPerPage: pageSize() };
  const usages: ProgramUsage[] = [];
  for (const group of supervisor.groups()) {
    for (const process of group.processes()) {
      const usage = yield* usageOf(membersOf(process), measures);
      if (usage.processes > 0) usages.push({ group: group.name, name: process.name, ...usage });
      yield;
    }
  }
  return usages;
}

function* usageOf(
  members: Iterable<ProcessStat>,
  { shares, bytesPerPage }: { readonly shares: boolean; readonly bytesPerPage: number },
): Generator<void, Omit<ProgramUsage, 'group' | 'name'>> {
  let ticks = 0;
  let pages = 0;
  let pss = 0;
  let fds = 0;
  let threads = 0;
  let processes = 0;
  for (const member of members) {
    ticks += member.userTicks + member.systemTicks + member.reapedTicks;
    pages += member.residentPages;
    if (shares) pss += readProportionalMemory(member.pid);
    fds += countDescriptors(member.pid);
    threads += member.threads;
    processes += 1;
    if (processes % MEMBERS_AT_ONCE === 0) yield;
  }
  return { cpu: ticks / TICKS_PER_SECOND, rss: pages * bytesPerPage, pss, fds, threads, processes };
}
