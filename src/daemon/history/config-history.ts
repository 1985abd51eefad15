/** What the history says of a changed configuration. */
import type { Plan } from '../../config/plan.ts';
import { joinNamespec } from '../../core/namespec.ts';
import type { History } from '../../history/history.ts';

interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** After a reread: names of groups. A configuration that says what is in use leaves no entry. */
export function recordDifference(history: History, { added, changed, removed }: Difference): void {
  if (added.length + changed.length + removed.length === 0) return;
  const groups = (names: readonly string[]) => names.map((name) => `${name}:*`);
  history.record({
    kind: 'config',
    change: 'read',
    added: groups(added),
    changed: groups(changed),
    removed: groups(removed),
  });
}

/** Before a plan is carried out: names of processes. */
export function recordPlan(history: History, { groups }: Plan): void {
  const named = (kinds: readonly string[]) =>
    groups.flatMap((group) =>
      group.processes
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ name }) => joinNamespec(group.name, name)),
    );
  const difference = {
    added: named(['add']),
    changed: named(['restart', 'change-live']),
    removed: named(['remove']),
  };
  if (Object.values(difference).every((names) => names.length === 0)) return;
  history.record({ kind: 'config', change: 'applied', ...difference });
}
