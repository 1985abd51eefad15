/** Starting processes. Source of the order of checks and of the faults: Supervisor rpcinterface.py, startProcess(). */
import { isRunning, publicStateName } from '../../core/process-state.ts';
import { callerText } from '../caller-text.ts';
import type { CallContext, Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { findGroup, findGroupOrProcess, type NamedProcess, processesOf } from '../namespec.ts';
import { statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'supervisor.startProcess' | 'supervisor.startProcessGroup' | 'supervisor.startAllProcesses';

export function startMethods({ supervisor }: RpcWorld): Handlers<Names> {
  const startEach = (
    targets: readonly NamedProcess[],
    wait: boolean,
    context: CallContext,
  ): Promise<XmlRpcValue> =>
    statusStructs(supervisor, targets, {
      concerns: ({ process }) => !isRunning(process.state),
      act: (target) => start(target, wait, context),
    });
  return {
    'supervisor.startProcess': async ([name, wait], context) => {
      const { group, process } = findGroupOrProcess(supervisor, name);
      if (process === null) return startEach(processesOf([group]), wait, context);
      await start({ group, process, namespec: name }, wait, context);
      return true;
    },
    'supervisor.startProcessGroup': ([name, wait], context) =>
      startEach(processesOf([findGroup(supervisor, name)]), wait, context),
    'supervisor.startAllProcesses': ([wait], context) =>
      startEach(processesOf(supervisor.groups()), wait, context),
  };
}

/** Undefined when there is nothing to wait for. */
function start(target: NamedProcess, wait: boolean, context: CallContext): undefined | Promise<void> {
  const { process, namespec } = target;
  const problem = process.runtime.checkCommand();
  if (problem?.failure === 'no-file') throw new RpcFault('NO_FILE', problem.message);
  if (problem?.failure === 'not-executable') throw new RpcFault('NOT_EXECUTABLE', problem.message);
  if (isRunning(process.state)) throw new RpcFault('ALREADY_STARTED', namespec);
  if (process.state.name === 'UNKNOWN') {
    throw new RpcFault('FAILED', `${namespec} is in an unknown process state`);
  }
  process.noteCommand('start', callerText(context));
  process.start();
  if (process.state.history.spawnError !== null) throw new RpcFault('SPAWN_ERROR', namespec);
  return wait && process.state.name !== 'RUNNING' ? untilRunning(target, context) : undefined;
}

async function untilRunning({ process, namespec }: NamedProcess, { signal }: CallContext): Promise<void> {
  for (;;) {
    if (process.state.history.spawnError !== null) throw new RpcFault('SPAWN_ERROR', namespec);
    const state = publicStateName(process.state);
    if (state === 'RUNNING') return;
    if (state !== 'STARTING') throw new RpcFault('ABNORMAL_TERMINATION', namespec);
    await process.nextChange({ signal });
  }
}
