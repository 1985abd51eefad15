/**
 * What a changed policy means for a process in the middle of its life. Most of it is simply asked anew at the next
 * event; only what was computed from the old policy and is being waited for has to be computed again.
 */
import type { ProcessState } from './process-state.ts';
import { type ProgramPolicy, restartsAfterExit } from './restart-policy.ts';
import { later, milliseconds } from './units.ts';

/** The same state, with the deadlines that it would have had under the new policy. */
export function underNewPolicy(
  state: ProcessState,
  { previous, policy }: { readonly previous: ProgramPolicy; readonly policy: ProgramPolicy },
): ProcessState {
  switch (state.name) {
    case 'STARTING':
      if (policy.startsecs === previous.startsecs) return state;
      return { ...state, deadline: later(state.spawnedAt, policy.startsecs) };
    case 'STOPPING': {
      const change = milliseconds(policy.stopwaitsecs - previous.stopwaitsecs);
      return change === 0 ? state : { ...state, deadline: later(state.deadline, change) };
    }
    case 'EXITED': {
      const { exitCode } = state.history;
      // A restart that is held back was decided by the old policy.
      const isOver = state.deadline !== null && exitCode !== null && !restartsAfterExit(exitCode, policy);
      return isOver ? { ...state, deadline: null } : state;
    }
    case 'CLEARING': {
      const { exitCode } = state.history;
      const isHeldBack = state.as === 'EXITED' && state.startAt !== null;
      const isOver = isHeldBack && exitCode !== null && !restartsAfterExit(exitCode, policy);
      return isOver ? { ...state, startAt: null } : state;
    }
    default:
      return state;
  }
}
