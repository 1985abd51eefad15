/** The logs of processes: reading and emptying them. */
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { findProcess, type NamedProcess, processesOf } from '../namespec.ts';
import { statusStructs } from '../status-structs.ts';
import type { RpcWorld } from '../world.ts';
import { logTail, logText } from './log-text.ts';

type Names =
  | 'supervisor.readProcessStdoutLog'
  | 'supervisor.readProcessStderrLog'
  | 'supervisor.tailProcessStdoutLog'
  | 'supervisor.tailProcessStderrLog'
  | 'supervisor.clearProcessLogs'
  | 'supervisor.clearAllProcessLogs';

export function processLogMethods({ supervisor }: RpcWorld): Handlers<Names> {
  const runtimeOf = (name: string) => findProcess(supervisor, name).process.runtime;
  return {
    'supervisor.readProcessStdoutLog': ([name, offset, length]) =>
      logText(runtimeOf(name).stdoutLogfile, offset, length),
    'supervisor.readProcessStderrLog': ([name, offset, length]) =>
      logText(runtimeOf(name).stderrLogfile, offset, length),
    'supervisor.tailProcessStdoutLog': ([name, offset, length]) =>
      logTail(runtimeOf(name).stdoutLogfile, offset, length),
    'supervisor.tailProcessStderrLog': ([name, offset, length]) =>
      logTail(runtimeOf(name).stderrLogfile, offset, length),
    'supervisor.clearProcessLogs': ([name]) => {
      clearLogs(findProcess(supervisor, name));
      return true;
    },
    'supervisor.clearAllProcessLogs': () =>
      statusStructs(supervisor, processesOf(supervisor.groups()), {
        concerns: () => true,
        act: clearLogs,
      }),
  };
}

export function clearLogs({ process, namespec }: NamedProcess): undefined {
  try {
    process.runtime.clearLogs();
  } catch (error) {
    // Only the file system's errors are the operator's; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new RpcFault('FAILED', namespec);
  }
}
