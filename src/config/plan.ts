/**
 * What has to be done so that the groups in use become those of a newly read configuration, process by process: what
 * needs no restart gets none. Pure: the daemon carries it out, the client shows it.
 */
import { groupChanges, type KeyChange, processChanges } from './changed-keys.ts';
import { firstByName } from './difference.ts';
import type { GroupConfig, ProcessConfig } from './model.ts';

export type ProcessPlan =
  | { readonly kind: 'add'; readonly name: string; readonly config: ProcessConfig }
  | { readonly kind: 'remove'; readonly name: string }
  | {
      readonly kind: 'restart';
      readonly name: string;
      readonly config: ProcessConfig;
      /** Empty where the restart is the group's. */
      readonly changes: readonly KeyChange[];
      /** Whether it is up, or meant to be, and so starts again; otherwise it is made anew and stays down. */
      readonly startsAgain: boolean;
    }
  /** Only keys that the daemon asks for when it needs them. */
  | {
      readonly kind: 'change-live';
      readonly name: string;
      readonly config: ProcessConfig;
      readonly changes: readonly KeyChange[];
    }
  | { readonly kind: 'untouched'; readonly name: string; readonly config: ProcessConfig };

interface WholeGroup {
  readonly name: string;
  readonly config: GroupConfig;
  readonly processes: readonly ProcessPlan[];
}

export type GroupPlan =
  | (WholeGroup & { readonly kind: 'add' })
  /** `config` is that in use. */
  | (WholeGroup & { readonly kind: 'remove' })
  /** Keys of the group changed that all of its processes depend on. */
  | (WholeGroup & { readonly kind: 'restart'; readonly changes: readonly KeyChange[] })
  | (WholeGroup & {
      readonly kind: 'change-live';
      readonly changes: readonly KeyChange[];
      readonly before: GroupConfig;
    })
  /** None of the group's own keys changed; processes may have. */
  | (WholeGroup & { readonly kind: 'untouched'; readonly before: GroupConfig });

export interface Plan {
  /** Groups of the new configuration in its order, then those to be removed. */
  readonly groups: readonly GroupPlan[];
}

export interface PlanRequest {
  /** The groups in use. */
  readonly active: readonly GroupConfig[];
  readonly next: readonly GroupConfig[];
  /** Whether a process in use is up or meant to be. */
  isWantedUp(group: string, process: string): boolean;
}

/** Where a name occurs twice, only its first group and its last process count, as everywhere. */
export function makePlan(request: PlanRequest): Plan {
  const active = firstByName(request.active);
  const next = firstByName(request.next);
  const kept = [...next.values()].map((group) => planGroup(active.get(group.name), group, request));
  const removed = [...active.values()].filter(({ name }) => !next.has(name)).map(planRemoval);
  return { groups: [...kept, ...removed] };
}

/** Whether carrying the plan out would change anything. */
export function hasChanges({ groups }: Plan): boolean {
  return groups.some(
    ({ kind, processes }) =>
      kind !== 'untouched' || processes.some((process) => process.kind !== 'untouched'),
  );
}

function planGroup(before: GroupConfig | undefined, config: GroupConfig, request: PlanRequest): GroupPlan {
  const { name } = config;
  if (before === undefined) {
    const processes = [...byName(config).values()].map(planAddition);
    return { kind: 'add', name, config, processes };
  }
  const { changes, needsRestart } = groupChanges(before, config);
  const processes = planProcesses(before, config, { needsRestart, request });
  if (needsRestart) return { kind: 'restart', name, config, changes, processes };
  if (changes.length > 0) return { kind: 'change-live', name, config, changes, before, processes };
  return { kind: 'untouched', name, config, before, processes };
}

function planProcesses(
  before: GroupConfig,
  after: GroupConfig,
  { needsRestart, request }: { readonly needsRestart: boolean; readonly request: PlanRequest },
): readonly ProcessPlan[] {
  const [old, next] = [byName(before), byName(after)];
  const kept = [...next.values()].map((config): ProcessPlan => {
    const { name } = config;
    const current = old.get(name);
    if (current === undefined) return planAddition(config);
    const found = processChanges(current, config);
    const { changes } = found;
    if (needsRestart || found.needsRestart) {
      const startsAgain = request.isWantedUp(after.name, name);
      return { kind: 'restart', name, config, changes, startsAgain };
    }
    return changes.length > 0
      ? { kind: 'change-live', name, config, changes }
      : { kind: 'untouched', name, config };
  });
  const removed = [...old.keys()].filter((name) => !next.has(name));
  return [...kept, ...removed.map((name) => ({ kind: 'remove', name }) as const)];
}

function planAddition(config: ProcessConfig): ProcessPlan {
  return { kind: 'add', name: config.name, config };
}

function planRemoval(config: GroupConfig): GroupPlan {
  const processes = [...byName(config).keys()].map((name) => ({ kind: 'remove', name }) as const);
  return { kind: 'remove', name: config.name, config, processes };
}

function byName({ processes }: GroupConfig): ReadonlyMap<string, ProcessConfig> {
  return new Map(processes.map((process) => [process.name, process]));
}
