/** Names as the API takes them: `process`, `group:process`, `group:*`. Source: Supervisor options.py. */
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { RpcFault } from './faults.ts';

export interface Namespec {
  readonly group: string;
  /** Null for the whole group: `group:*` or `group:`. */
  readonly process: string | null;
}

/** Only the first colon splits. */
export function splitNamespec(text: string): Namespec {
  const colon = text.indexOf(':');
  if (colon === -1) return { group: text, process: text };
  const process = text.slice(colon + 1);
  return { group: text.slice(0, colon), process: process === '' || process === '*' ? null : process };
}

export function joinNamespec(group: string, process: string): string {
  return group === process ? process : `${group}:${process}`;
}

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
