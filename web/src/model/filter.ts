/** The filter over the table: words for names and states, and states that were chosen. */
import { namespec, type ProcessInfo, type StateName } from '../wire.ts';

export interface Filter {
  readonly text: string;
  /** Empty: every state. */
  readonly states: ReadonlySet<StateName>;
}

export const STATE_NAMES: readonly StateName[] = [
  'RUNNING',
  'STARTING',
  'BACKOFF',
  'FATAL',
  'STOPPING',
  'EXITED',
  'STOPPED',
  'UNKNOWN',
];

/** Every word has to be found: in the name, or as the beginning of the state. */
export function matches(filter: Filter): (info: ProcessInfo) => boolean {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (info) => {
    if (filter.states.size > 0 && !filter.states.has(info.statename)) return false;
    if (words.length === 0) return true;
    const name = namespec(info).toLowerCase();
    const state = info.statename.toLowerCase();
    return words.every((word) => name.includes(word) || (word.length > 1 && state.startsWith(word)));
  };
}

export function countStates(processes: Iterable<ProcessInfo>): ReadonlyMap<StateName, number> {
  const counts = new Map<StateName, number>();
  for (const { statename } of processes) counts.set(statename, (counts.get(statename) ?? 0) + 1);
  return counts;
}
