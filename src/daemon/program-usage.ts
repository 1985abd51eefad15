/** What programs take, whole trees of processes, from one pass over the kernel's table of processes. */
import { pidOf } from '../core/process-state.ts';
import { listProcesses, type ProcessStat } from '../os/process-table.ts';
import { countDescriptors, pageSize, readProportionalMemory, TICKS_PER_SECOND } from '../os/process-usage.ts';
import type { ProgramUsage } from '../rpc/daemon-facade.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** Which processes of the table are a program's. */
export type MembersOf = (process: ManagedProcess) => readonly ProcessStat[];

export interface UsageOptions {
  /** Whether to ask for shares of memory, for which the kernel walks over every page. */
  readonly shares: boolean;
  readonly table?: readonly ProcessStat[];
  readonly membersOf?: MembersOf;
}

/** In the order of the groups. Programs without a process are left out. */
export function programUsage(
  supervisor: Supervisor,
  { shares, table = listProcesses(), membersOf = descendantsIn(table) }: UsageOptions,
): readonly ProgramUsage[] {
  const measures = { shares, bytesPerPage: pageSize() };
  return supervisor.groups().flatMap((group) =>
    group.processes().flatMap((process) => {
      const members = membersOf(process);
      if (members.length === 0) return [];
      return [{ group: group.name, name: process.name, ...usageOf(members, measures) }];
    }),
  );
}

/** The main process, orphans of the program, and what descends from them. */
export function descendantsIn(table: readonly ProcessStat[]): MembersOf {
  const byPid = new Map(table.map((stat) => [stat.pid as number, stat]));
  const children = new Map<number, ProcessStat[]>();
  for (const stat of table) {
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [stat]);
    else siblings.push(stat);
  }
  return (process) => {
    const roots = new Set<number>([pidOf(process.state) ?? 0, ...process.family.orphans()]);
    const members = [...roots].flatMap((pid) => byPid.get(pid) ?? []);
    // Grows while it is walked. A pid that was given anew during the reading could lead back, hence the set.
    const seen = new Set<number>(members.map(({ pid }) => pid));
    for (const member of members) {
      for (const child of children.get(member.pid) ?? []) {
        if (seen.has(child.pid)) continue;
        seen.add(child.pid);
        members.push(child);
      }
    }
    return members;
  };
}

function usageOf(
  members: readonly ProcessStat[],
  { shares, bytesPerPage }: { readonly shares: boolean; readonly bytesPerPage: number },
): Omit<ProgramUsage, 'group' | 'name'> {
  const sum = (value: (member: ProcessStat) => number) =>
    members.reduce((total, member) => total + value(member), 0);
  const ticks = sum(({ userTicks, systemTicks, reapedTicks }) => userTicks + systemTicks + reapedTicks);
  return {
    cpu: ticks / TICKS_PER_SECOND,
    rss: sum(({ residentPages }) => residentPages) * bytesPerPage,
    pss: shares ? sum(({ pid }) => readProportionalMemory(pid)) : 0,
    fds: sum(({ pid }) => countDescriptors(pid)),
    threads: sum(({ threads }) => threads),
    processes: members.length,
  };
}
