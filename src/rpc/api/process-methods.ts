/** What is known about processes, and their standard input. */
import { assertNever } from '../../core/assert-never.ts';
import { pidOf } from '../../core/process-state.ts';
import type { WallClockTime } from '../../core/units.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { ProcessGroup } from '../../supervisor/process-group.ts';
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { byName, findProcess, type NamedProcess } from '../namespec.ts';
import { processInfo, processStatus } from '../process-info.ts';
import type { RpcWorld } from '../world.ts';
import { ValueSequence } from '../xmlrpc/value-sequence.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names =
  | 'supervisor.getProcessInfo'
  | 'supervisor.getAllProcessInfo'
  | 'vigil.getStates'
  | 'supervisor.sendProcessStdin';

export function processMethods({ supervisor, clock, history }: RpcWorld): Handlers<Names> {
  const isMarked = (group: ProcessGroup, process: ManagedProcess) =>
    process.state.name === 'STOPPED' && history.isDisabled(group.name, process.name);
  const infoOf = (group: ProcessGroup, process: ManagedProcess, now: WallClockTime) => {
    const info = processInfo(group, process, now);
    return isMarked(group, process) ? { ...info, description: `${info['description']} (disabled)` } : info;
  };
  const statusOf = (group: ProcessGroup, process: ManagedProcess, now: WallClockTime) => {
    const [groupName, name, statename, description] = processStatus(group, process, now);
    return [groupName, name, statename, isMarked(group, process) ? `${description} (disabled)` : description];
  };
  const ofAll = (tell: (group: ProcessGroup, process: ManagedProcess, now: WallClockTime) => XmlRpcValue) => {
    const now = clock.wallNow();
    return new ValueSequence(function* () {
      for (const group of [...supervisor.groups()].sort(byName)) {
        for (const process of [...group.processes()].sort(byName)) yield tell(group, process, now);
      }
    });
  };
  return {
    'supervisor.getProcessInfo': ([name]) => {
      const { group, process } = findProcess(supervisor, name);
      return infoOf(group, process, clock.wallNow());
    },
    'supervisor.getAllProcessInfo': () => ofAll(infoOf),
    'vigil.getStates': () => ofAll(statusOf),
    'supervisor.sendProcessStdin': ([name, chars]) => {
      writeStdin(findProcess(supervisor, name), chars);
      return true;
    },
  };
}

/** A FastCGI program's standard input is its socket. */
function writeStdin({ group, process, namespec }: NamedProcess, chars: Uint8Array): void {
  if (pidOf(process.state) === null || process.state.name === 'STOPPING') {
    throw new RpcFault('NOT_RUNNING', namespec);
  }
  const outcome = group.config.kind === 'fcgi-program' ? 'closed' : process.runtime.writeStdin(chars);
  switch (outcome) {
    case 'written':
      return;
    case 'closed':
      throw new RpcFault('NO_FILE', namespec);
    case 'full':
      throw new RpcFault('FAILED', `${namespec} does not read its standard input`);
    default:
      assertNever(outcome);
  }
}
