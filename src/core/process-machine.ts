/**
 * The life of one process as a pure function: (state, event, policy) -> (next state, effects). Every pair has an
 * answer; events that mean nothing in a state change nothing. Source of the rules: Supervisor process.py.
 *
 * Passing through a state is announced even when it lasts no time: the last quick exit goes STARTING -> BACKOFF ->
 * FATAL, an automatic restart RUNNING -> EXITED -> STARTING. Announcements come before the log line of the same
 * step, as in Supervisor.
 */
import { assertNever } from './assert-never.ts';
import { exited, failedInChild } from './exiting.ts';
import { cleared, mainProcessChanged } from './following.ts';
import { underNewPolicy } from './live-policy.ts';
import type { ProcessEvent } from './process-event.ts';
import type { ProcessState } from './process-state.ts';
import { beginSpawn, enterRunning, spawned, spawnFailed, startRequested } from './starting.ts';
import { escalate, stopRequested, stopSignalFailed } from './stopping.ts';
import { type Event, type MachineContext, type Transition, unchanged } from './transition.ts';

export function transition(state: ProcessState, event: ProcessEvent, context: MachineContext): Transition {
  switch (event.kind) {
    case 'start-requested':
      return startRequested(state, event, context);
    case 'spawned':
      return state.name === 'SPAWNING' ? spawned(state, event, context) : unchanged(state);
    case 'spawn-failed':
      if (state.name !== 'SPAWNING') return unchanged(state);
      return event.inChild && context.policy.startsecs === 0
        ? failedInChild(state, event, context)
        : spawnFailed(state, event, context);
    case 'exited':
      return exited(state, event, context);
    case 'main-process-changed':
      return mainProcessChanged(state, event, context.policy);
    case 'cleared':
      return cleared(state, event, context);
    case 'stop-requested':
      return stopRequested(state, event, context);
    case 'stop-signal-failed':
      return stopSignalFailed(state, event, context);
    case 'deadline-passed':
      return deadlinePassed(state, event, context);
    case 'policy-changed':
      return unchanged(underNewPolicy(state, { previous: event.previous, policy: context.policy }));
    default:
      return assertNever(event);
  }
}

function deadlinePassed(
  state: ProcessState,
  event: Event<'deadline-passed'>,
  context: MachineContext,
): Transition {
  switch (state.name) {
    case 'STARTING':
      return enterRunning(state, context.policy);
    case 'STOPPING':
      return escalate(state, event.at, context.policy);
    case 'BACKOFF':
    case 'EXITED':
      if (!context.startsAllowed) return unchanged({ ...state, deadline: null });
      return beginSpawn(state, state.history, event.wall);
    case 'STOPPED':
    case 'SPAWNING':
    case 'RUNNING':
    case 'FATAL':
    case 'UNKNOWN':
    case 'SWEEPING':
    case 'CLEARING':
      return unchanged(state);
    default:
      return assertNever(state);
  }
}
