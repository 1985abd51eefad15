/**
 * The groups that a vigild begins with when programs of a killed one still run: what runs goes on under the
 * configuration it was started with, everything else is as the file says now. The difference is what `plan` and `reread`
 * then show.
 */
import { groupChanges, processChanges } from '../../config/changed-keys.ts';
import { firstByName } from '../../config/difference.ts';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import { processKey } from '../../journal/replay.ts';

export interface RunningPrograms {
  /** Of processes that still run. */
  readonly processes: readonly ProcessConfig[];
  /** The groups they were started in, by name. */
  readonly groups: ReadonlyMap<string, GroupConfig>;
  /** `group:name` of everything that the killed vigild knew, whatever its state. */
  readonly known: ReadonlySet<string>;
}

export function rebornGroups(
  configured: readonly GroupConfig[],
  { processes, groups, known }: RunningPrograms,
): readonly GroupConfig[] {
  const moved = movedSections(configured, processes);
  const isSecond = (process: ProcessConfig) => moved.has(process.section) && !known.has(processKey(process));
  const byGroup = new Map<string, ProcessConfig[]>();
  for (const process of processes) {
    byGroup.set(process.group, [...(byGroup.get(process.group) ?? []), process]);
  }
  const kept = [...firstByName(configured).values()]
    .flatMap((group) => without(isSecond, group))
    .map((group) => withRunning(group, groups.get(group.name), byGroup.get(group.name) ?? []));
  const names = new Set(kept.map(({ name }) => name));
  const removed = [...byGroup].flatMap(([name, running]) => {
    const group = groups.get(name);
    return names.has(name) || group === undefined ? [] : [{ ...group, processes: running }];
  });
  return [...kept, ...removed];
}

/**
 * Which of these processes, by `group:name`, is one of `before` that the file has in another group now. Only the section and
 * the own name tell; a process that is still where it was has not moved.
 */
export function movedFrom(
  groups: readonly GroupConfig[],
  before: Iterable<ProcessConfig>,
): ReadonlyMap<string, string> {
  const now = groups.flatMap(({ processes }) => processes);
  const keys = new Set(now.map(processKey));
  const gone = new Map<string, string>();
  for (const process of before) {
    if (!keys.has(processKey(process))) gone.set(ownName(process), processKey(process));
  }
  const moved = new Map<string, string>();
  for (const process of now) {
    const from = gone.get(ownName(process));
    if (from !== undefined) moved.set(processKey(process), from);
  }
  return moved;
}

const ownName = ({ section, name }: ProcessConfig): string => `${section}:${name}`;

/** Programs that run on in a group, or under a name, in which the file does not have them any more. */
function movedSections(
  configured: readonly GroupConfig[],
  running: readonly ProcessConfig[],
): ReadonlySet<string> {
  const names = new Set(configured.flatMap(({ processes }) => processes.map(processKey)));
  return new Set(running.filter((process) => !names.has(processKey(process))).map(({ section }) => section));
}

/** A moved program would run twice if it began where the file has it now. That comes with the next `update`. */
function without(isSecond: (process: ProcessConfig) => boolean, group: GroupConfig): readonly GroupConfig[] {
  const processes = group.processes.filter((process) => !isSecond(process));
  if (processes.length === group.processes.length) return [group];
  return processes.length === 0 ? [] : [{ ...group, processes }];
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
