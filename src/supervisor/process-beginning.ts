import { INITIAL_STATE, type ProcessState } from '../core/process-state.ts';
import type { PastRecord } from './past-record.ts';

/** Where a process begins: where it was under an earlier daemon, or under an earlier configuration. */
export interface ProcessBeginning {
  readonly state: ProcessState;
  /** What its last run left is ended when it is started again. Absent: nothing is. */
  readonly clearsBeforeStart?: boolean;
  /**
   * It is to be started when it has stopped. `by-autostart`: an end of the earlier daemon, which is none any more, stops it;
   * `as-asked`: a restart of its own does. Absent: no.
   */
  readonly startsAgain?: 'by-autostart' | 'as-asked';
  /** Of the process whose place it takes. Absent: nothing is remembered. */
  readonly past?: PastRecord;
}

export const AT_REST: ProcessBeginning = { state: INITIAL_STATE };
