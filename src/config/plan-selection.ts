/** The part of a plan that an operator names: `group`, `group:*` or `group:process`. */
import { type Namespec, splitNamespec } from '../core/namespec.ts';
import type { GroupPlan, Plan } from './plan.ts';

export type Selection =
  | { readonly kind: 'selected'; readonly plan: Plan }
  /** Nothing bears these names, neither in use nor in the new configuration. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] }
  /** These name a part of a group that is added, removed or restarted as a whole. */
  | { readonly kind: 'only-whole'; readonly names: readonly string[] };

/** No names choose everything. */
export function selectFromPlan(plan: Plan, names: readonly string[]): Selection {
  if (names.length === 0) return { kind: 'selected', plan };
  const groups = new Map(plan.groups.map((group) => [group.name, group]));
  const wanted = names.map((name) => ({ name, ...split(name) }));
  const unknown = wanted.filter(({ group, process }) => !isThere(groups.get(group), process));
  if (unknown.length > 0) return { kind: 'unknown', names: unknown.map(({ name }) => name) };
  const parts = wanted.filter(({ group, process }) => process !== null && isIndivisible(groups.get(group)));
  if (parts.length > 0) return { kind: 'only-whole', names: parts.map(({ name }) => name) };
  const selected = plan.groups.flatMap((group) => {
    const own = wanted.filter((name) => name.group === group.name).map(({ process }) => process);
    if (own.length === 0) return [];
    return own.includes(null) ? [group] : [withOnly(group, new Set(own))];
  });
  return { kind: 'selected', plan: { groups: selected } };
}

/** Otherwise than for a start, a bare name means the whole group. */
function split(name: string): Namespec {
  return name.includes(':') ? splitNamespec(name) : { group: name, process: null };
}

function isThere(group: GroupPlan | undefined, process: string | null): boolean {
  if (group === undefined) return false;
  return process === null || group.processes.some(({ name }) => name === process);
}

function isIndivisible(group: GroupPlan | undefined): boolean {
  return group !== undefined && !('before' in group);
}

/** The group's own keys stay as they are. */
function withOnly(group: GroupPlan, names: ReadonlySet<string | null>): GroupPlan {
  if (!('before' in group)) return group;
  const { name, before } = group;
  const processes = group.processes.filter((process) => names.has(process.name));
  const order = group.config.processes;
  return { kind: 'untouched', name, before, config: { ...before, processes: order }, processes };
}
