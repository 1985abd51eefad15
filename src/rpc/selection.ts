/** The processes that a list of names stands for. */
import { splitNamespec } from '../core/namespec.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { FAULTS, RpcFault } from './faults.ts';
import { findGroupOrProcess, type NamedProcess, processesOf } from './namespec.ts';
import type { XmlRpcStruct, XmlRpcValue } from './xmlrpc/values.ts';

export interface Selection {
  /** Each once, by group and priority, whatever the order of the names. */
  readonly processes: readonly NamedProcess[];
  /** What is to be answered for names that nothing has. */
  readonly unknown: readonly XmlRpcStruct[];
}

/** Throws BAD_ARGUMENTS where a name is no text. */
export function selection(supervisor: Supervisor, names: readonly XmlRpcValue[]): Selection {
  const wanted = new Set<ManagedProcess>();
  const unknown: XmlRpcStruct[] = [];
  for (const name of names) {
    if (typeof name !== 'string') throw new RpcFault('BAD_ARGUMENTS', 'names must be an array of strings');
    const found = processesNamed(supervisor, name);
    if (found === null) unknown.push(unknownStruct(name));
    else for (const process of found) wanted.add(process);
  }
  const processes =
    wanted.size === 0 ? [] : processesOf(supervisor.groups()).filter(({ process }) => wanted.has(process));
  return { processes, unknown };
}

/** Null for a name that nothing has. */
function processesNamed(supervisor: Supervisor, name: string): readonly ManagedProcess[] | null {
  try {
    const { group, process } = findGroupOrProcess(supervisor, name);
    return process === null ? group.processes() : [process];
  } catch (error) {
    if (error instanceof RpcFault && error.fault === 'BAD_NAME') return null;
    throw error;
  }
}

function unknownStruct(namespec: string): XmlRpcStruct {
  const { group, process } = splitNamespec(namespec);
  return {
    name: process ?? '*',
    group,
    status: FAULTS.BAD_NAME,
    description: new RpcFault('BAD_NAME', namespec).message,
  };
}
