/**
 * Doing one thing to many processes: all at once, then waiting for each. The structs come in the order of the
 * processes; Supervisor's come in the order in which each was done. Source: Supervisor rpcinterface.py, make_allfunc().
 */
import type { Supervisor } from '../supervisor/supervisor.ts';
import { FAULTS, RpcFault } from './faults.ts';
import { checkStillThere, type NamedProcess } from './namespec.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

export interface CollectiveAction {
  /** Processes for which this is false are left out of the result. Asked just before each one's turn. */
  readonly concerns: (target: NamedProcess) => boolean;
  /** Throws an RpcFault at once, or ends with one later. */
  readonly act: (target: NamedProcess) => undefined | Promise<void>;
}

export async function statusStructs(
  supervisor: Supervisor,
  targets: readonly NamedProcess[],
  { concerns, act }: CollectiveAction,
): Promise<readonly XmlRpcStruct[]> {
  const structs: Promise<XmlRpcStruct>[] = [];
  await supervisor.inBatches(targets, (target) => {
    if (!concerns(target)) return;
    const struct = structFor(supervisor, target, act);
    // It may end badly before all are begun; it is looked at below.
    struct.catch(() => undefined);
    structs.push(struct);
  });
  return Promise.all(structs);
}

/** Acts at once; only the waiting is left to the promise. */
async function structFor(
  supervisor: Supervisor,
  target: NamedProcess,
  act: CollectiveAction['act'],
): Promise<XmlRpcStruct> {
  try {
    checkStillThere(supervisor, target);
    await act(target);
    return statusStruct(target, 'SUCCESS', 'OK');
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return statusStruct(target, error.fault, error.message);
  }
}

function statusStruct(
  { group, process }: NamedProcess,
  status: keyof typeof FAULTS,
  description: string,
): XmlRpcStruct {
  return { name: process.name, group: group.name, status: FAULTS[status], description };
}
