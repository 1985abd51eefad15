/** Starting processes. Source of the order of checks and of the faults: Supervisor rpcinterface.py, startProcess(). */
import { isRunning, publicStateName } from '../../core/process-state.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
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
      act: (target) => startOne(target, wait, context),
    });
  return {
    'supervisor.startProcess': async ([name, wait], context) => {
      const { group, process } = findGroupOrProcess(supervisor, name);
      if (process === null) return startEach(processesOf([group]), wait, context);
      await startOne({ group, process, namespec: name }, wait, context);
      return true;
    },
    'supervisor.startProcessGroup': ([name, wait], context) =>
      startEach(processesOf([findGroup(supervisor, name)]), wait, context),
    'supervisor.startAllProcesses': ([wait], context) =>
      startEach(processesOf(supervisor.groups()), wait, context),
  };
}

/** Throws or ends with a fault. Undefined when there is nothing to wait for. */
export function startOne(
  target: NamedProcess,
  wait: boolean,
  context: CallContext,
): undefined | Promise<void> {
  const { process, namespec } = target;
  checkCommand(process);
  if (isRunning(process.state)) throw new RpcFault('ALREADY_STARTED', namespec);
  if (process.state.name === 'UNKNOWN') {
    throw new RpcFault('FAILED', `${namespec} is in an unknown process state`);
  }
  process.noteCommand('start', callerText(context));
  process.start();
  if (process.state.history.spawnError !== null) throw new RpcFault('SPAWN_ERROR', namespec);
  return wait && process.state.name !== 'RUNNING' ? untilRunning(target, context) : undefined;
}

/** Throws NO_FILE or NOT_EXECUTABLE. */
export function checkCommand({ runtime }: ManagedProcess): void {
  const problem = runtime.checkCommand();
  if (problem?.failure === 'no-file') throw new RpcFault('NO_FILE', problem.message);
  if (problem?.failure === 'not-executable') throw new RpcFault('NOT_EXECUTABLE', problem.message);
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
