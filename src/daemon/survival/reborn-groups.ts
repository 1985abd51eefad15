/**
 * The groups that a vigild begins with when programs of a killed one still run: what runs goes on under the
 * configuration it was started with, everything else is as the file says now. The difference is what `plan` and `reread`
 * then show.
 */
import { groupChanges, processChanges } from '../../config/changed-keys.ts';
import { firstByName } from '../../config/difference.ts';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';

export interface RunningPrograms {
  /** Of processes that still run. */
  readonly processes: readonly ProcessConfig[];
  /** The groups they were started in, by name. */
  readonly groups: ReadonlyMap<string, GroupConfig>;
}

export function rebornGroups(
  configured: readonly GroupConfig[],
  { processes, groups }: RunningPrograms,
): readonly GroupConfig[] {
  const byGroup = new Map<string, ProcessConfig[]>();
  for (const process of processes) {
    byGroup.set(process.group, [...(byGroup.get(process.group) ?? []), process]);
  }
  const kept = [...firstByName(configured).values()].map((group) =>
    withRunning(group, groups.get(group.name), byGroup.get(group.name) ?? []),
  );
  const names = new Set(kept.map(({ name }) => name));
  const removed = [...byGroup].flatMap(([name, running]) => {
    const group = groups.get(name);
    return names.has(name) || group === undefined ? [] : [{ ...group, processes: running }];
  });
  return [...kept, ...removed];
}

function withRunning(
  group: GroupConfig,
  before: GroupConfig | undefined,
  running: readonly ProcessConfig[],
): GroupConfig {
  if (running.length === 0) return group;
  const byName = new Map(running.map((process) => [process.name, process]));
  const configured = group.processes.map((process) => {
    const old = byName.get(process.name);
    byName.delete(process.name);
    return old === undefined || processChanges(old, process).changes.length === 0 ? process : old;
  });
  const isChanged = before !== undefined && groupChanges(before, group).changes.length > 0;
  return { ...(isChanged ? before : group), processes: [...configured, ...byName.values()] };
}
