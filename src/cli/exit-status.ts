/**
 * Exit statuses of the client. The session keeps one, and each item that fails overwrites it: the last failing item
 * decides. Source: Supervisor supervisorctl.py, LSBInitExitStatuses and LSBStatusExitStatuses.
 */
import { FAULTS } from '../rpc/faults.ts';

export const EXIT_STATUS = {
  success: 0,
  generic: 1,
  invalidArguments: 2,
  /** `plan`: there is something to apply. */
  changesWait: 2,
  /** `status`: at least one listed process is down. */
  someProcessDown: 3,
  /** The server lacks the `supervisor` namespace. */
  unimplemented: 3,
  /** `status`: no daemon answers, or a name is unknown. */
  statusUnknown: 4,
  /** The connection was refused. */
  refused: 4,
  /** The server speaks another version of the protocol. */
  wrongVersion: 5,
  /** A process is not running, or the daemon's socket does not exist. */
  notRunning: 7,
} as const;

export type ExitStatus = (typeof EXIT_STATUS)[keyof typeof EXIT_STATUS];

/** As a shell reports a death by SIGINT. */
export const INTERRUPTED = 130;
/** As a shell reports a death by SIGPIPE: nobody reads the output any more. */
export const PIPE_CLOSED = 141;

const DEAD_PROGRAM_FAULTS: readonly number[] = [
  FAULTS.SPAWN_ERROR,
  FAULTS.ABNORMAL_TERMINATION,
  FAULTS.NOT_RUNNING,
];

/** The status that a result code of `start`, `stop`, `signal` or `clear` leads to; undefined: it stays as it is. */
export function exitStatusOfFault(code: number, ignored?: number): ExitStatus | undefined {
  if (code === ignored || code === FAULTS.SUCCESS) return undefined;
  return DEAD_PROGRAM_FAULTS.includes(code) ? EXIT_STATUS.notRunning : EXIT_STATUS.generic;
}
