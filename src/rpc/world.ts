/** What the methods of the API work on. */
import type { ActivityLog, Clock } from '../supervisor/ports.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { DaemonFacade } from './daemon-facade.ts';
import type { HistoryFacade } from './history-facade.ts';

export interface RpcWorld {
  readonly supervisor: Supervisor;
  readonly daemon: DaemonFacade;
  readonly history: HistoryFacade;
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** Names of the `[rpcinterface:x]` sections: where the methods are to be found, `supervisor` as a rule. */
  readonly namespaces: readonly string[];
}
