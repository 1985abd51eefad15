/** A plan as lines: one for each group and process of which anything changes. */
import { joinNamespec } from '../core/namespec.ts';
import type { XmlRpcValue } from '../rpc/xmlrpc/values.ts';
import type { PlannedAction, PlannedChange, PlannedGroup, PlannedProcess, PlanReply } from './plan-reply.ts';

/** Whether the lines say what is to be done or what was done. */
export type PlanTense = 'to-do' | 'done';

const VERBS = {
  'to-do': { add: 'add', remove: 'remove', restart: 'restart', 'change-live': 'change live' },
  done: { add: 'added', remove: 'removed', restart: 'restarted', 'change-live': 'changed live' },
} as const satisfies Record<PlanTense, Record<Exclude<PlannedAction, 'untouched'>, string>>;

const DOWN = { 'to-do': 'change, stays down', done: 'changed, stays down' } as const;

interface Item {
  readonly group: string;
  /** Null for the group itself. */
  readonly process: string | null;
  readonly action: PlannedAction;
  readonly changes: readonly PlannedChange[];
  readonly startsAgain: boolean;
}

/** Of an apply, what failed is told as an error instead. */
export function planLines({ groups, failures }: PlanReply, tense: PlanTense): readonly string[] {
  const isDone = (item: Item) =>
    !failures.some(
      ({ group, name }) =>
        group === item.group && (name === '' || item.process === null || name === item.process),
    );
  const items = groups.flatMap(itemsOf).filter((item) => item.action !== 'untouched' && isDone(item));
  const errors = failures.map(({ group, name, message }) => `${label(group, name)}: ERROR (${message})`);
  return [...items.map((item) => line(item, tense)), ...errors];
}

export function countUntouched({ groups }: PlanReply): number {
  return groups.flatMap(({ processes }) => processes).filter(({ action }) => action === 'untouched').length;
}

function itemsOf(group: PlannedGroup): readonly Item[] {
  const [only] = group.processes;
  // What one section makes bears one name, so it is told in one line.
  if (only !== undefined && group.processes.length === 1 && only.name === group.name) {
    return [joined(group, only)];
  }
  const own: Item = { ...group, group: group.name, process: null, startsAgain: true };
  const processes = group.processes
    .filter((process) => group.action !== 'restart' || !isImplied(process))
    .map((process) => ({ ...process, group: group.name, process: process.name }));
  return [own, ...processes];
}

function joined(group: PlannedGroup, process: PlannedProcess): Item {
  const known = new Set(process.changes.map(({ key }) => key));
  return {
    ...process,
    group: group.name,
    process: process.name,
    action: process.action === 'untouched' ? group.action : process.action,
    changes: [...group.changes.filter(({ key }) => !known.has(key)), ...process.changes],
  };
}

/** The line of its group says it all. */
function isImplied({ action, changes, startsAgain }: PlannedProcess): boolean {
  return action === 'restart' && changes.length === 0 && startsAgain;
}

function line({ group, process, action, changes, startsAgain }: Item, tense: PlanTense): string {
  if (action === 'untouched') return `${label(group, process)}: untouched`;
  const verb = action === 'restart' && !startsAgain ? DOWN[tense] : VERBS[tense][action];
  const why = changes.length === 0 ? '' : ` (${changes.map(describeChange).join('; ')})`;
  return `${label(group, process)}: ${verb}${why}`;
}

function label(group: string, process: string | null): string {
  if (process === null || process === '') return `${group}:*`;
  return joinNamespec(group, process);
}

function describeChange({ key, variable, change, from, to }: PlannedChange): string {
  const name = variable === null ? key : `${key} ${variable}`;
  if (from !== null && to !== null) return `${name} changed from ${shown(from)} to ${shown(to)}`;
  if (to !== null) return `${name} set to ${shown(to)}`;
  return from === null ? `${name} ${change}` : `${name} unset, was ${shown(from)}`;
}

/** Text in quotes, numbers and booleans bare. */
function shown(value: XmlRpcValue): string {
  return JSON.stringify(value);
}
