/**
 * A program is more than its main process: another process may take over from it, and some may live on after it.
 * Supervisor knows of neither; the rules are vigil's own.
 */
import { assertNever } from './assert-never.ts';
import { type ExitStatus, exitCodeNumber } from './exit-status.ts';
import { messages } from './messages.ts';
import type { Leftovers } from './process-event.ts';
import type { ProcessState } from './process-state.ts';
import { isExpectedExit, type ProgramPolicy } from './restart-policy.ts';
import { beginSpawn, clearing } from './starting.ts';
import { completeStop } from './stopping.ts';
import {
  type Event,
  log,
  type MachineContext,
  type State,
  type Transition,
  unchanged,
} from './transition.ts';
import { type Milliseconds, type MonotonicTime, milliseconds } from './units.ts';

/** The state keeps its name, its deadline and the time of the spawn: the program has been up all the while. */
export function mainProcessChanged(
  state: ProcessState,
  event: Event<'main-process-changed'>,
  policy: ProgramPolicy,
): Transition {
  switch (state.name) {
    case 'STARTING':
    case 'RUNNING': {
      const { pid, origin } = event;
      const line =
        origin === 'daemonized'
          ? log(event.isNews ? 'warn' : 'info', messages.daemonized(policy.name, pid, event.advice))
          : log('info', messages.handedOver(policy.name, state.pid, pid));
      return {
        next: { ...state, pid, cameBy: origin },
        effects: [{ kind: 'announce-main', change: { from: state.pid, to: pid, origin } }, line],
      };
    }
    case 'STOPPED':
    case 'SPAWNING':
    case 'BACKOFF':
    case 'STOPPING':
    case 'EXITED':
    case 'FATAL':
    case 'UNKNOWN':
    case 'SWEEPING':
    case 'CLEARING':
      return unchanged(state);
    default:
      return assertNever(state);
  }
}

/** What was left is gone: a stop is complete, or what was held back for it goes on. */
export function cleared(
  state: ProcessState,
  event: Event<'cleared'>,
  { policy, startsAllowed }: MachineContext,
): Transition {
  if (state.name === 'SWEEPING') {
    const { main, status, history } = state;
    return completeStop(state, { pid: main, status, at: history.stoppedAt ?? event.wall }, policy);
  }
  if (state.name !== 'CLEARING') return unchanged(state);
  const { as, startAt, history } = state;
  if (as === 'STARTING') return { next: { name: 'SPAWNING', history }, effects: [{ kind: 'spawn' }] };
  if (as === 'STOPPED' || as === 'FATAL') return unchanged({ name: as, history });
  const mayStart = startsAllowed && startAt !== null;
  if (mayStart && event.at >= startAt) return beginSpawn(state, history, event.wall);
  return unchanged({ name: as, history, deadline: mayStart ? startAt : null });
}

/** A process that went down stays so until its leftovers are gone, and is started again not before `startAt`. */
export function clearFirst(
  down: { readonly as: State<'CLEARING'>['as']; readonly history: ProcessState['history'] },
  { leftovers, startAt }: { readonly leftovers: Leftovers; readonly startAt: MonotonicTime },
  policy: ProgramPolicy,
): Transition {
  return {
    next: { name: 'CLEARING', ...down, startAt },
    effects: clearing(leftovers, policy),
  };
}

/**
 * Whether what lives on after this exit is ended before the next start: it is what a crash left, or may be a copy of what
 * would be started, since the program has put itself into the background.
 */
export function mustClear(state: ProcessState, status: ExitStatus, policy: ProgramPolicy): boolean {
  if (!policy.clearsLeftovers) return false;
  if (state.name === 'STARTING') return true;
  return state.name === 'RUNNING' && ('cameBy' in state || !isExpectedExit(exitCodeNumber(status), policy));
}

/** The main process of a stop has gone, and something is left that has to go too. */
export function sweep(
  state: State<'STOPPING'>,
  event: Event<'exited'> & { readonly leftovers: Leftovers },
  policy: ProgramPolicy,
): Transition {
  const { pid, history } = state;
  const patience: Milliseconds = milliseconds(Math.max(state.deadline - event.at, 0));
  return {
    next: {
      name: 'SWEEPING',
      main: pid,
      status: event.status,
      history: { ...history, stoppedAt: event.wall },
    },
    effects: [
      log('info', messages.sweeping(policy.name, event.leftovers.description)),
      { kind: 'clear', signal: policy.stopsignal, patience },
    ],
  };
}
