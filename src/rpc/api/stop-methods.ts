/** Stopping processes. Source of the faults: Supervisor rpcinterface.py, stopProcess(). */
import { isStoppable, isStopped } from '../../core/process-state.ts';
import { callerText } from '../caller-text.ts';
import type { CallContext, Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { findGroup, findGroupOrProcess, type NamedProcess, processesOf } from '../namespec.ts';
import { statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'supervisor.stopProcess' | 'supervisor.stopProcessGroup' | 'supervisor.stopAllProcesses';

export function stopMethods({ supervisor }: RpcWorld): Handlers<Names> {
  const stopEach = (
    targets: readonly NamedProcess[],
    wait: boolean,
    context: CallContext,
  ): Promise<XmlRpcValue> =>
    statusStructs(supervisor, targets, {
      concerns: ({ process }) => isStoppable(process.state),
      act: (target) => stopOne(target, { wait, context }),
    });
  return {
    'supervisor.stopProcess': async ([name, wait], context) => {
      const { group, process } = findGroupOrProcess(supervisor, name);
      if (process === null) return stopEach(processesOf([group]), wait, context);
      await stopOne({ group, process, namespec: name }, { wait, context });
      return true;
    },
    'supervisor.stopProcessGroup': ([name, wait], context) =>
      stopEach(processesOf([findGroup(supervisor, name)]), wait, context),
    'supervisor.stopAllProcesses': ([wait], context) =>
      stopEach(processesOf(supervisor.groups()), wait, context),
  };
}

interface StopOptions {
  readonly wait: boolean;
  readonly context: CallContext;
  readonly by?: 'operator' | 'restart';
}

/** Throws or ends with a fault. Undefined when there is nothing to wait for. */
export function stopOne(
  { process, namespec }: NamedProcess,
  { wait, context, by = 'operator' }: StopOptions,
): undefined | Promise<void> {
  if (!isStoppable(process.state)) throw new RpcFault('NOT_RUNNING', namespec);
  process.noteCommand('stop', callerText(context));
  process.stop(by);
  // Read anew: the stop has changed it.
  const { state } = process;
  if (state.name === 'UNKNOWN') {
    throw new RpcFault('FAILED', `unknown problem killing ${process.name} (${state.pid})`);
  }
  return wait && !isStopped(state) ? process.untilStopped({ signal: context.signal }) : undefined;
}
