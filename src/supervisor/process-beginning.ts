import { INITIAL_STATE, type ProcessState } from '../core/process-state.ts';
import type { PastRecord, StartsAgain } from './past-record.ts';

/** Where a process begins: where it was under an earlier daemon, or under an earlier configuration. */
export interface ProcessBeginning {
  readonly state: ProcessState;
  /** What its last run left is ended when it is started again. Absent: nothing is. */
  readonly clearsBeforeStart?: boolean;
  /** Absent: it is not started when it has stopped. */
  readonly startsAgain?: StartsAgain;
  /** Of the process whose place it takes. Absent: nothing is remembered. */
  readonly past?: PastRecord;
}

export const AT_REST: ProcessBeginning = { state: INITIAL_STATE };
