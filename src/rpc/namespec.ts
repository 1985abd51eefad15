/** What the names that the API takes stand for. Unknown ones are faults. */
import { joinNamespec, splitNamespec } from '../core/namespec.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { RpcFault } from './faults.ts';

/** A process with the group that it belongs to and the name by which it was found. */
export interface NamedProcess {
  readonly group: ProcessGroup;
  readonly process: ManagedProcess;
  readonly namespec: string;
}

/** `process` is null for a whole group. Throws BAD_NAME. */
export function findGroupOrProcess(
  supervisor: Supervisor,
  namespec: string,
): { readonly group: ProcessGroup; readonly process: ManagedProcess | null } {
  const { group: groupName, process: processName } = splitNamespec(namespec);
  const group = supervisor.group(groupName);
  if (group === undefined) throw new RpcFault('BAD_NAME', namespec);
  if (processName === null) return { group, process: null };
  const process = group.process(processName);
  if (process === undefined) throw new RpcFault('BAD_NAME', namespec);
  return { group, process };
}

/** Throws BAD_NAME, for a whole group too. */
export function findProcess(supervisor: Supervisor, namespec: string): NamedProcess {
  const { group, process } = findGroupOrProcess(supervisor, namespec);
  if (process === null) throw new RpcFault('BAD_NAME', namespec);
  return { group, process, namespec };
}

/** Throws BAD_NAME. */
export function findGroup(supervisor: Supervisor, name: string): ProcessGroup {
  const group = supervisor.group(name);
  if (group === undefined) throw new RpcFault('BAD_NAME', name);
  return group;
}

/** By priority, then in order of creation. */
export function processesOf(groups: readonly ProcessGroup[]): readonly NamedProcess[] {
  return groups.flatMap((group) =>
    group
      .processes()
      .map((process) => ({ group, process, namespec: joinNamespec(group.name, process.name) })),
  );
}

/** An order by code units, not by the customs of a language: the same everywhere. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

/** Throws SHUTDOWN_STATE or BAD_NAME where the daemon has begun to end, or the process has left, since it was found. */
export function checkStillThere(supervisor: Supervisor, { group, process, namespec }: NamedProcess): void {
  if (supervisor.state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
  if (supervisor.group(group.name)?.process(process.name) !== process) {
    throw new RpcFault('BAD_NAME', namespec);
  }
}
