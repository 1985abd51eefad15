/**
 * Doing one thing to many processes: all at once, then waiting for each. The structs come in the order in which the
 * processes were done with. Source: Supervisor rpcinterface.py, make_allfunc().
 */
import type { Supervisor } from '../supervisor/supervisor.ts';
import { FAULTS, RpcFault } from './faults.ts';
import type { NamedProcess } from './namespec.ts';
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
  const structs: XmlRpcStruct[] = [];
  const pending: Promise<void>[] = [];
  const done = (target: NamedProcess): void => {
    structs.push(statusStruct(target, 'SUCCESS', 'OK'));
  };
  const failed = (target: NamedProcess, error: unknown): void => {
    if (!(error instanceof RpcFault)) throw error;
    structs.push(statusStruct(target, error.fault, error.message));
  };
  await supervisor.inBatches(targets, (target) => {
    if (!concerns(target)) return;
    try {
      const waiting = act(target);
      if (waiting === undefined) {
        done(target);
        return;
      }
      const ended = waiting.then(
        () => done(target),
        (error) => failed(target, error),
      );
      // It may end badly before all are begun; it is looked at below.
      ended.catch(() => undefined);
      pending.push(ended);
    } catch (error) {
      failed(target, error);
    }
  });
  await Promise.all(pending);
  return structs;
}

function statusStruct(
  { group, process }: NamedProcess,
  status: keyof typeof FAULTS,
  description: string,
): XmlRpcStruct {
  return { name: process.name, group: group.name, status: FAULTS[status], description };
}
