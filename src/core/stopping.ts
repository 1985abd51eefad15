/** Stops: the signal, the escalation, the end of waiting. Source: Supervisor process.py, kill() and give_up(). */
import { assertNever } from './assert-never.ts';
import { type ExitStatus, exitCodeNumber } from './exit-status.ts';
import type { LogLevel } from './log-level.ts';
import { messages } from './messages.ts';
import { childOf, type ProcessState } from './process-state.ts';
import { isExpectedExit, type ProgramPolicy } from './restart-policy.ts';
import { SIGKILL } from './signals.ts';
import {
  announce,
  type Event,
  log,
  type MachineContext,
  type State,
  type Transition,
  unchanged,
} from './transition.ts';
import { later, type MonotonicTime, milliseconds, type Pid, type WallClockTime } from './units.ts';

/** A SIGKILL that did not end the child is repeated, but never more often than this. */
const SHORTEST_KILL_INTERVAL = milliseconds(1000);

export function stopRequested(
  state: ProcessState,
  event: Event<'stop-requested'>,
  context: MachineContext,
): Transition {
  switch (state.name) {
    case 'STARTING':
    case 'RUNNING':
      return beginStop(state, event.at, context.policy);
    case 'BACKOFF':
      return stopWaiting(state, event, context.policy);
    case 'EXITED':
      return unchanged(state.deadline === null ? state : { ...state, deadline: null });
    case 'CLEARING':
      return stopClearing(state, event, context.policy);
    case 'STOPPED':
    case 'SPAWNING':
    case 'SWEEPING':
    case 'STOPPING':
    case 'FATAL':
    case 'UNKNOWN':
      return unchanged(state);
    default:
      return assertNever(state);
  }
}

function beginStop(
  state: State<'STARTING'> | State<'RUNNING'>,
  at: MonotonicTime,
  policy: ProgramPolicy,
): Transition {
  const { pid, history } = state;
  const { stopsignal: signal, stopasgroup: toGroup } = policy;
  return {
    next: { name: 'STOPPING', ...childOf(state), history, deadline: later(at, policy.stopwaitsecs) },
    effects: [
      log('debug', messages.killing(policy.name, pid, signal, toGroup)),
      announce(state, 'STOPPING', { pid }),
      { kind: 'signal', pid, signal, toGroup },
      ...(policy.stopsTree ? [{ kind: 'signal-members', signal } as const] : []),
    ],
  };
}

/** What is being ended is ended all the same; no start follows. */
function stopClearing(
  state: State<'CLEARING'>,
  event: Event<'stop-requested'>,
  policy: ProgramPolicy,
): Transition {
  switch (state.as) {
    case 'BACKOFF': {
      const { next, effects } = stopWaiting(state, event, policy);
      const as = next.name === 'FATAL' ? 'FATAL' : 'STOPPED';
      return { next: { ...state, as, startAt: null, history: next.history }, effects };
    }
    case 'STARTING':
      return { next: { ...state, as: 'STOPPED' }, effects: [announce(state, 'STOPPED', {})] };
    case 'EXITED':
      return unchanged(state.startAt === null ? state : { ...state, startAt: null });
    case 'STOPPED':
    case 'FATAL':
      return unchanged(state);
    default:
      return assertNever(state.as);
  }
}

/** An operator's stop ends the waiting; at shutdown Supervisor gives such a process up instead. */
function stopWaiting(
  state: State<'BACKOFF'> | State<'CLEARING'>,
  event: Event<'stop-requested'>,
  policy: ProgramPolicy,
): Transition {
  if (event.by === 'shutdown') {
    return {
      next: { name: 'FATAL', history: { ...state.history, failures: 0 } },
      effects: [announce(state, 'FATAL', {})],
    };
  }
  return {
    next: { name: 'STOPPED', history: state.history },
    effects: [log('debug', messages.stopDuringBackoff(policy.name)), announce(state, 'STOPPED', {})],
  };
}

export function stopSignalFailed(
  state: ProcessState,
  event: Event<'stop-signal-failed'>,
  context: MachineContext,
): Transition {
  if (state.name !== 'STOPPING') return unchanged(state);
  const { pid, spawnedAt, history } = state;
  return {
    next: { name: 'UNKNOWN', pid, spawnedAt, history },
    effects: [
      log('critical', messages.killFailed(context.policy.name, pid, event.errno)),
      announce(state, 'UNKNOWN', {}),
    ],
  };
}

export function escalate(state: State<'STOPPING'>, at: MonotonicTime, policy: ProgramPolicy): Transition {
  const { pid } = state;
  const toGroup = policy.killasgroup;
  const wait = milliseconds(Math.max(policy.stopwaitsecs, SHORTEST_KILL_INTERVAL));
  return {
    next: { ...state, deadline: later(at, wait) },
    effects: [
      log('warn', messages.escalating(policy.name, pid)),
      log('debug', messages.killing(policy.name, pid, SIGKILL, toGroup)),
      { kind: 'signal', pid, signal: SIGKILL, toGroup },
      // The others of what put itself into the background were sent no stop signal so far: that comes first.
      ...(policy.stopsTree ? [{ kind: 'signal-members', signal: SIGKILL } as const] : []),
    ],
  };
}

/** Whether all of the program goes down with its main process: what put itself into the background always does. */
export function stopsTree(state: State<'STOPPING'>, policy: ProgramPolicy): boolean {
  return policy.stopsTree || state.cameBy !== undefined;
}

export function completeStop(
  state: State<'STOPPING'> | State<'UNKNOWN'> | State<'SWEEPING'>,
  exit: { readonly pid: Pid; readonly status: ExitStatus; readonly at: WallClockTime },
  policy: ProgramPolicy,
): Transition {
  const exitCode = exitCodeNumber(exit.status);
  const level: LogLevel = isExpectedExit(exitCode, policy) ? 'info' : 'warn';
  return {
    next: { name: 'STOPPED', history: { ...state.history, exitCode, stoppedAt: exit.at } },
    effects: [
      announce(state, 'STOPPED', { pid: exit.pid }),
      log(level, messages.stopped(policy.name, exit.status)),
    ],
  };
}
