/** Stops: the signal, the escalation, the end of waiting. Source: Supervisor process.py, kill() and give_up(). */
import { assertNever } from './assert-never.ts';
import { messages } from './messages.ts';
import type { ProcessState } from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';
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
import { later, type MonotonicTime, milliseconds } from './units.ts';

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
    case 'STOPPED':
    case 'SPAWNING':
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
  const { pid, spawnedAt, history } = state;
  const { stopsignal: signal, stopasgroup: toGroup } = policy;
  return {
    next: { name: 'STOPPING', pid, spawnedAt, history, deadline: later(at, policy.stopwaitsecs) },
    effects: [
      log('debug', messages.killing(policy.name, pid, signal, toGroup)),
      announce(state, 'STOPPING', { pid }),
      { kind: 'signal', pid, signal, toGroup },
    ],
  };
}

/** An operator's stop ends the waiting; at shutdown Supervisor gives such a process up instead. */
function stopWaiting(
  state: State<'BACKOFF'>,
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
    ],
  };
}
