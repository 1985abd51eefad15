/** Processes as the names that vigild's methods take: a group that is meant as a whole by one name. */
import { namespec, type ProcessInfo } from '../wire.ts';

export function selectionNames(
  chosen: readonly ProcessInfo[],
  all: Iterable<ProcessInfo>,
): readonly string[] {
  const sizes = countGroups(all);
  const chosenSizes = countGroups(chosen);
  const isWhole = (group: string) => {
    const size = sizes.get(group) ?? 0;
    return size > 1 && chosenSizes.get(group) === size;
  };
  return [...new Set(chosen.map((info) => (isWhole(info.group) ? `${info.group}:*` : namespec(info))))];
}

function countGroups(processes: Iterable<ProcessInfo>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { group } of processes) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}
