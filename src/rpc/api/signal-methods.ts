/** Sending signals. They change no state. Source of the faults: Supervisor rpcinterface.py, signalProcess(). */
import { isSignallable, pidOf } from '../../core/process-state.ts';
import { parseSignal } from '../../core/signals.ts';
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { findGroup, findGroupOrProcess, type NamedProcess, processesOf } from '../namespec.ts';
import { statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'supervisor.signalProcess' | 'supervisor.signalProcessGroup' | 'supervisor.signalAllProcesses';

export function signalMethods({ supervisor }: RpcWorld): Handlers<Names> {
  const signalEach = (targets: readonly NamedProcess[], signal: string): Promise<XmlRpcValue> =>
    statusStructs(supervisor, targets, {
      concerns: ({ process }) => isSignallable(process.state),
      act: (target) => sendSignal(target, signal),
    });
  return {
    'supervisor.signalProcess': ([name, signal]) => {
      const { group, process } = findGroupOrProcess(supervisor, name);
      if (process === null) return signalEach(processesOf([group]), signal);
      sendSignal({ group, process, namespec: name }, signal);
      return true;
    },
    'supervisor.signalProcessGroup': ([name, signal]) =>
      signalEach(processesOf([findGroup(supervisor, name)]), signal),
    'supervisor.signalAllProcesses': ([signal]) => signalEach(processesOf(supervisor.groups()), signal),
  };
}

function sendSignal({ process, namespec }: NamedProcess, text: string): undefined {
  const signal = parseSignal(text);
  if (signal === undefined) throw new RpcFault('BAD_SIGNAL', text);
  const pid = pidOf(process.state);
  const outcome = isSignallable(process.state) ? process.sendSignal(signal) : null;
  if (outcome === null) throw new RpcFault('NOT_RUNNING', namespec);
  if (outcome.kind === 'failed') {
    throw new RpcFault('FAILED', `unknown problem sending sig ${process.name} (${pid}):${outcome.errno}`);
  }
}
