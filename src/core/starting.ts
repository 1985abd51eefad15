/** From the wish to have a process up until it runs, or is given up. Source: Supervisor process.py, spawn(), transition(). */
import { assertNever } from './assert-never.ts';
import { messages } from './messages.ts';
import type { ProcessEffect } from './process-effect.ts';
import type { Leftovers } from './process-event.ts';
import { childOf, type ProcessHistory, type ProcessState } from './process-state.ts';
import { backoffDelay, type ProgramPolicy } from './restart-policy.ts';
import {
  announce,
  type Event,
  log,
  type MachineContext,
  type State,
  type Transition,
  unchanged,
} from './transition.ts';
import { later, type MonotonicTime, type WallClockTime } from './units.ts';

export function startRequested(
  state: ProcessState,
  event: Event<'start-requested'>,
  context: MachineContext,
): Transition {
  // Whoever asks may have begun before the end did: what is started now, nobody would stop.
  if (!context.startsAllowed) return unchanged(state);
  switch (state.name) {
    case 'STOPPED':
    case 'EXITED':
    case 'FATAL':
      // A start by hand is a new beginning: all attempts are there again. (Supervisor keeps the count of an
      // interrupted series, so that a later start gives up early.)
      if (event.leftovers !== undefined) return startAfter(event.leftovers, state, event, context.policy);
      return beginSpawn(state, { ...state.history, failures: 0, shortRuns: 0 }, event.wall);
    case 'CLEARING':
      return startWhenCleared(state, event);
    case 'STOPPING':
    case 'SWEEPING':
      return unchanged(state, log('warn', messages.alreadyRunning(context.policy.name)));
    case 'SPAWNING':
    case 'STARTING':
    case 'RUNNING':
    case 'BACKOFF':
    case 'UNKNOWN':
      return unchanged(state);
    default:
      return assertNever(state);
  }
}

function startWhenCleared(state: State<'CLEARING'>, event: Event<'start-requested'>): Transition {
  if (state.as === 'STARTING' || state.as === 'BACKOFF') return unchanged(state);
  return holdBack(state, event);
}

/** It counts as starting at once; the spawn follows when what is being ended is gone. */
function holdBack(state: ProcessState, event: Event<'start-requested'>): Transition {
  const began = beginSpawn(state, { ...state.history, failures: 0, shortRuns: 0 }, event.wall);
  return {
    next: { name: 'CLEARING', as: 'STARTING', startAt: null, history: began.next.history },
    effects: began.effects.filter(({ kind }) => kind !== 'spawn'),
  };
}

function startAfter(
  leftovers: Leftovers,
  state: ProcessState,
  event: Event<'start-requested'>,
  policy: ProgramPolicy,
): Transition {
  const held = holdBack(state, event);
  return { next: held.next, effects: [...held.effects, ...clearing(leftovers, policy)] };
}

/** Ends what would stand in the way of a start. */
export function clearing(leftovers: Leftovers, policy: ProgramPolicy): readonly ProcessEffect[] {
  return [
    log('warn', messages.clearing(policy.name, leftovers.description)),
    { kind: 'clear', signal: policy.stopsignal, patience: policy.stopwaitsecs },
  ];
}

export function beginSpawn(from: ProcessState, history: ProcessHistory, wall: WallClockTime): Transition {
  const next: ProcessState = {
    name: 'SPAWNING',
    history: { ...history, spawnError: null, exitCode: null, startedAt: wall },
  };
  return { next, effects: [announce(from, 'STARTING', { tries: history.failures }), { kind: 'spawn' }] };
}

export function spawned(
  state: State<'SPAWNING'>,
  event: Event<'spawned'>,
  context: MachineContext,
): Transition {
  const { policy } = context;
  const child = { pid: event.pid, spawnedAt: event.at, history: state.history };
  const starting: ProcessState = { name: 'STARTING', ...child, deadline: later(event.at, policy.startsecs) };
  const effects = [log('info', messages.spawned(policy.name, event.pid))];
  if (policy.startsecs > 0) return { next: starting, effects };
  const up = enterRunning(starting, policy);
  return { next: up.next, effects: [...effects, ...up.effects] };
}

export function enterRunning(state: State<'STARTING'>, policy: ProgramPolicy): Transition {
  return {
    next: { name: 'RUNNING', ...childOf(state), history: { ...state.history, failures: 0 } },
    effects: [
      announce(state, 'RUNNING', { pid: state.pid }),
      log('info', messages.success(policy.name, policy.startsecs / 1000)),
    ],
  };
}

export function spawnFailed(
  state: State<'SPAWNING'>,
  event: Event<'spawn-failed'>,
  context: MachineContext,
): Transition {
  const reported = log('info', messages.spawnError(event.message));
  const history = { ...state.history, spawnError: event.message };
  const failed = startFailed({ from: state, history, at: event.at }, context);
  return { next: failed.next, effects: [reported, ...failed.effects] };
}

interface FailedStart {
  readonly from: ProcessState;
  /** This failure is not counted yet. */
  readonly history: ProcessHistory;
  readonly at: MonotonicTime;
  /** Logged after BACKOFF was announced. */
  readonly lines?: readonly ProcessEffect[];
}

/** A start failed: wait and try again, or give up. */
export function startFailed(
  { from, history: before, at, lines = [] }: FailedStart,
  context: MachineContext,
): Transition {
  const failures = before.failures + 1;
  const history = { ...before, failures };
  const backoff: ProcessState = { name: 'BACKOFF', history, deadline: later(at, backoffDelay(failures)) };
  const effects = [announce(from, 'BACKOFF', { tries: failures }), ...lines];
  if (failures <= context.policy.startretries) return { next: backoff, effects };
  return {
    next: { name: 'FATAL', history: { ...history, failures: 0 } },
    effects: [...effects, announce(backoff, 'FATAL', {}), log('info', messages.gaveUp(context.policy.name))],
  };
}
