/** Sending signals. They change no state. Source of the faults: Supervisor rpcinterface.py, signalProcess(). */
import { messages } from '../../core/messages.ts';
import { isSignallable, pidOf } from '../../core/process-state.ts';
import { parseSignal } from '../../core/signals.ts';
import { callerText } from '../caller-text.ts';
import type { CallContext, Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { findGroup, findGroupOrProcess, type NamedProcess, processesOf } from '../namespec.ts';
import { statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'supervisor.signalProcess' | 'supervisor.signalProcessGroup' | 'supervisor.signalAllProcesses';

export function signalMethods({ supervisor }: RpcWorld): Handlers<Names> {
  const signalEach = (
    targets: readonly NamedProcess[],
    signal: string,
    context: CallContext,
  ): Promise<XmlRpcValue> =>
    statusStructs(supervisor, targets, {
      concerns: ({ process }) => isSignallable(process.state),
      act: (target) => signalOne(target, signal, context),
    });
  return {
    'supervisor.signalProcess': ([name, signal], context) => {
      const { group, process } = findGroupOrProcess(supervisor, name);
      if (process === null) return signalEach(processesOf([group]), signal, context);
      signalOne({ group, process, namespec: name }, signal, context);
      return true;
    },
    'supervisor.signalProcessGroup': ([name, signal], context) =>
      signalEach(processesOf([findGroup(supervisor, name)]), signal, context),
    'supervisor.signalAllProcesses': ([signal], context) =>
      signalEach(processesOf(supervisor.groups()), signal, context),
  };
}

export function signalOne(
  { process, namespec }: NamedProcess,
  text: string,
  context: CallContext,
): undefined {
  const signal = parseSignal(text);
  if (signal === undefined) throw new RpcFault('BAD_SIGNAL', text);
  const pid = pidOf(process.state);
  if (isSignallable(process.state)) process.noteCommand('signal', callerText(context));
  const outcome = isSignallable(process.state) ? process.sendSignal(signal) : null;
  if (outcome === null || pid === null) throw new RpcFault('NOT_RUNNING', namespec);
  if (outcome.kind === 'failed') {
    throw new RpcFault('FAILED', messages.signalFailed(process.name, pid, outcome.errno));
  }
}
