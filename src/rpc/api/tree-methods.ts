/** The processes of the kernel that belong to programs. */
import { pidOf } from '../../core/process-state.ts';
import type { Handlers } from '../contract.ts';
import { findGroupOrProcess, type NamedProcess, processesOf } from '../namespec.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

export function treeMethods({ supervisor }: RpcWorld): Handlers<'vigil.getProcessTree'> {
  return {
    'vigil.getProcessTree': ([name]) => named(supervisor, name).flatMap(treeOf),
  };
}

function named(supervisor: RpcWorld['supervisor'], name: string): readonly NamedProcess[] {
  if (name === '') return processesOf(supervisor.groups());
  const { group, process } = findGroupOrProcess(supervisor, name);
  return process === null ? processesOf([group]) : [{ group, process, namespec: name }];
}

function treeOf({ group, process }: NamedProcess): XmlRpcValue[] {
  return process.family.members(pidOf(process.state)).map((member) => ({
    group: group.name,
    name: process.name,
    pid: member.pid,
    parent: member.parent,
    command: member.command,
    role: member.role,
    cpu: member.cpu / 1000,
    rss: member.memory,
    start: member.startedAt / 1000,
  }));
}
