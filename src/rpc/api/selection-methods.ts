/** One thing for a list of processes. What was begun goes on without its caller. */
import { isRunning, isStoppable, isStopped } from '../../core/process-state.ts';
import { parseSignal } from '../../core/signals.ts';
import type { CallContext, Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { checkStillThere, type NamedProcess } from '../namespec.ts';
import { selection } from '../selection.ts';
import { type CollectiveAction, statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../xmlrpc/values.ts';
import { clearLogs } from './process-log-methods.ts';
import { signalOne } from './signal-methods.ts';
import { checkCommand, startOne } from './start-methods.ts';
import { stopOne } from './stop-methods.ts';

type Names =
  | 'vigil.startProcesses'
  | 'vigil.stopProcesses'
  | 'vigil.restartProcesses'
  | 'vigil.signalProcesses'
  | 'vigil.clearProcessLogs';

export function selectionMethods(world: RpcWorld): Handlers<Names> {
  const { supervisor } = world;
  const forEach = async (
    names: readonly XmlRpcValue[],
    act: CollectiveAction['act'],
  ): Promise<readonly XmlRpcStruct[]> => {
    const { processes, unknown } = selection(supervisor, names);
    const structs = await statusStructs(supervisor, processes, { concerns: () => true, act });
    return [...unknown, ...structs];
  };
  return {
    'vigil.startProcesses': ([names, wait], context) =>
      forEach(names, (target) => startOne(target, wait, context)),
    'vigil.stopProcesses': ([names, wait], context) =>
      forEach(names, (target) => stopOne(target, { wait, context })),
    'vigil.restartProcesses': ([names, wait], context) =>
      forEach(names, (target) => restartOne(world, target, { wait, context })),
    'vigil.signalProcesses': ([names, signal], context) => {
      if (parseSignal(signal) === undefined) throw new RpcFault('BAD_SIGNAL', signal);
      return forEach(names, (target) => signalOne(target, signal, context));
    },
    'vigil.clearProcessLogs': ([names]) => forEach(names, clearLogs),
  };
}

/** Stops in the turn in which it is called. */
async function restartOne(
  world: RpcWorld,
  target: NamedProcess,
  { wait, context }: { readonly wait: boolean; readonly context: CallContext },
): Promise<void> {
  const { process } = target;
  checkCommand(process);
  if (isStoppable(process.state)) stopOne(target, { wait: false, context, by: 'restart' });
  if (!isStopped(process.state)) await process.untilStopped({ signal: new AbortController().signal });
  // While it stopped, much may have happened.
  checkStillThere(world.supervisor, target);
  // Somebody else may have started it in the meantime.
  if (!isRunning(process.state)) await startOne(target, wait, context);
}
