/** The daemon: its state, its own log, its end, and events from outside. */
import { API_VERSION } from '../api-version.ts';
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import type { RpcWorld } from '../world.ts';
import { logText } from './log-text.ts';

/** Supervisor's codes. Source: Supervisor states.py. */
const STATE_CODES = { RUNNING: 1, RESTARTING: 0, SHUTDOWN: -1 } as const;

type Names =
  | 'supervisor.getAPIVersion'
  | 'supervisor.getSupervisorVersion'
  | 'supervisor.getIdentification'
  | 'supervisor.getState'
  | 'supervisor.getPID'
  | 'supervisor.readLog'
  | 'supervisor.clearLog'
  | 'supervisor.shutdown'
  | 'supervisor.restart'
  | 'supervisor.sendRemoteCommEvent'
  | 'vigil.upgrade'
  | 'vigil.getUpgrade';

export function daemonMethods({ supervisor, daemon }: RpcWorld): Handlers<Names> {
  return {
    'supervisor.getAPIVersion': () => API_VERSION,
    'supervisor.getSupervisorVersion': () => daemon.supervisorVersion,
    'supervisor.getIdentification': () => daemon.identification,
    'supervisor.getState': () => ({
      statecode: STATE_CODES[supervisor.state],
      statename: supervisor.state,
    }),
    'supervisor.getPID': () => daemon.pid,
    'supervisor.readLog': ([offset, length]) => logText(daemon.logfile, offset, length),
    'supervisor.clearLog': () => {
      const outcome = daemon.clearLog();
      if (outcome.kind === 'no-file') throw new RpcFault('NO_FILE');
      if (outcome.kind === 'failed') throw new RpcFault('FAILED');
      return true;
    },
    'supervisor.shutdown': () => {
      supervisor.requestShutdown();
      return true;
    },
    'supervisor.restart': () => {
      const errors = daemon.restart();
      if (errors.length > 0) throw new RpcFault('CANT_REREAD', errors.join('\n'));
      return true;
    },
    'supervisor.sendRemoteCommEvent': ([type, data]) => {
      daemon.emitRemoteCommunication(type, data);
      return true;
    },
    'vigil.upgrade': async ([path]) => {
      const problem = await daemon.upgrade(path);
      if (problem !== null) throw new RpcFault('FAILED', problem);
      return true;
    },
    'vigil.getUpgrade': () => ({ ...daemon.lastUpgrade }),
  };
}
