/**
 * The life of one process as a pure function: (state, event, policy) -> (next state, effects). Every pair has an
 * answer; events that mean nothing in a state change nothing. Source of the rules: Supervisor process.py.
 *
 * Passing through a state is announced even when it lasts no time: the last quick exit goes STARTING -> BACKOFF ->
 * FATAL, an automatic restart RUNNING -> EXITED -> STARTING. Announcements come before the log line of the same
 * step, as in Supervisor.
 */
import { assertNever } from './assert-never.ts';
import { exitCodeNumber } from './exit-status.ts';
import { underNewPolicy } from './live-policy.ts';
import type { LogLevel } from './log-level.ts';
import { EXITED_TOO_QUICKLY, messages } from './messages.ts';
import type { ProcessEffect, StateChange } from './process-effect.ts';
import type { ProcessEvent } from './process-event.ts';
import type { ProcessHistory, ProcessState, PublicStateName } from './process-state.ts';
import { publicStateName } from './process-state.ts';
import {
  backoffDelay,
  countShortRuns,
  holdBackDelay,
  isExpectedExit,
  type ProgramPolicy,
  restartsAfterExit,
} from './restart-policy.ts';
import { SIGKILL } from './signals.ts';
import { later, type MonotonicTime, milliseconds, type WallClockTime } from './units.ts';

export interface Transition {
  readonly next: ProcessState;
  readonly effects: readonly ProcessEffect[];
}

export interface MachineContext {
  readonly policy: ProgramPolicy;
  /** False while the daemon shuts down or restarts: nothing starts by itself. */
  readonly startsAllowed: boolean;
}

type Event<Kind extends ProcessEvent['kind']> = Extract<ProcessEvent, { kind: Kind }>;
type State<Name extends ProcessState['name']> = Extract<ProcessState, { name: Name }>;

/** A SIGKILL that did not end the child is repeated, but never more often than this. */
const SHORTEST_KILL_INTERVAL = milliseconds(1000);

export function transition(state: ProcessState, event: ProcessEvent, context: MachineContext): Transition {
  switch (event.kind) {
    case 'start-requested':
      return startRequested(state, event, context);
    case 'spawned':
      return state.name === 'SPAWNING' ? spawned(state, event, context) : unchanged(state);
    case 'spawn-failed':
      return state.name === 'SPAWNING' ? spawnFailed(state, event, context) : unchanged(state);
    case 'exited':
      return exited(state, event, context);
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

function startRequested(
  state: ProcessState,
  event: Event<'start-requested'>,
  context: MachineContext,
): Transition {
  switch (state.name) {
    case 'STOPPED':
    case 'EXITED':
    case 'FATAL':
      // A start by hand is a new beginning: all attempts are there again. (Supervisor keeps the count of an
      // interrupted series, so that a later start gives up early.)
      return beginSpawn(state, { ...state.history, failures: 0, shortRuns: 0 }, event.wall);
    case 'STOPPING':
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

function beginSpawn(from: ProcessState, history: ProcessHistory, wall: WallClockTime): Transition {
  const next: ProcessState = {
    name: 'SPAWNING',
    history: { ...history, spawnError: null, exitCode: null, startedAt: wall },
  };
  return { next, effects: [announce(from, 'STARTING', { tries: history.failures }), { kind: 'spawn' }] };
}

function spawned(state: State<'SPAWNING'>, event: Event<'spawned'>, context: MachineContext): Transition {
  const { policy } = context;
  const child = { pid: event.pid, spawnedAt: event.at, history: state.history };
  const starting: ProcessState = { name: 'STARTING', ...child, deadline: later(event.at, policy.startsecs) };
  const effects = [log('info', messages.spawned(policy.name, event.pid))];
  if (policy.startsecs > 0) return { next: starting, effects };
  const up = enterRunning(starting, policy);
  return { next: up.next, effects: [...effects, ...up.effects] };
}

function enterRunning(state: State<'STARTING'>, policy: ProgramPolicy): Transition {
  const { pid, spawnedAt } = state;
  return {
    next: { name: 'RUNNING', pid, spawnedAt, history: { ...state.history, failures: 0 } },
    effects: [
      announce(state, 'RUNNING', { pid }),
      log('info', messages.success(policy.name, policy.startsecs / 1000)),
    ],
  };
}

function spawnFailed(
  state: State<'SPAWNING'>,
  event: Event<'spawn-failed'>,
  context: MachineContext,
): Transition {
  const reported = log('info', messages.spawnError(event.message));
  const history = { ...state.history, spawnError: event.message };
  const failed = startFailed(state, history, event.at, context, []);
  return { next: failed.next, effects: [reported, ...failed.effects] };
}

/** A start failed: wait and try again, or give up. `lines` are logged after BACKOFF was announced. */
function startFailed(
  from: ProcessState,
  before: ProcessHistory,
  at: MonotonicTime,
  context: MachineContext,
  lines: readonly ProcessEffect[],
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

function exited(state: ProcessState, event: Event<'exited'>, context: MachineContext): Transition {
  switch (state.name) {
    case 'STARTING':
      if (event.at - state.spawnedAt < context.policy.startsecs)
        return exitedTooQuickly(state, event, context);
      return afterRunning(state, event, context);
    case 'RUNNING':
      return exitedFromRunning(state, event, context);
    case 'STOPPING':
    case 'UNKNOWN':
      return stopCompleted(state, event, context.policy);
    case 'STOPPED':
    case 'SPAWNING':
    case 'BACKOFF':
    case 'EXITED':
    case 'FATAL':
      return unchanged(state);
    default:
      return assertNever(state);
  }
}

function exitedTooQuickly(
  state: State<'STARTING'>,
  event: Event<'exited'>,
  context: MachineContext,
): Transition {
  const line = log('warn', messages.exited(context.policy.name, event.status, false));
  const history = {
    ...state.history,
    spawnError: EXITED_TOO_QUICKLY,
    exitCode: null,
    stoppedAt: event.wall,
  };
  return startFailed(state, history, event.at, context, [line]);
}

/** The exit was seen before the timer that would have declared the process RUNNING. */
function afterRunning(state: State<'STARTING'>, event: Event<'exited'>, context: MachineContext): Transition {
  const up = enterRunning(state, context.policy);
  const down = transition(up.next, event, context);
  return { next: down.next, effects: [...up.effects, ...down.effects] };
}

function exitedFromRunning(
  state: State<'RUNNING'>,
  event: Event<'exited'>,
  context: MachineContext,
): Transition {
  const { policy } = context;
  const exitCode = exitCodeNumber(event.status);
  const isExpected = isExpectedExit(exitCode, policy);
  const shortRuns = countShortRuns(state.history, state.spawnedAt, event.at);
  const history: ProcessHistory = {
    ...state.history,
    failures: 0,
    shortRuns,
    exitCode,
    spawnError: isExpected ? state.history.spawnError : `Bad exit code ${exitCode}`,
    stoppedAt: event.wall,
  };
  const down: ProcessState = { name: 'EXITED', history, deadline: null };
  const effects = [
    announce(state, 'EXITED', { pid: state.pid, expected: isExpected }),
    log(isExpected ? 'info' : 'warn', messages.exited(policy.name, event.status, isExpected)),
  ];
  if (!context.startsAllowed || !restartsAfterExit(exitCode, policy)) return { next: down, effects };
  const delay = holdBackDelay(shortRuns);
  if (delay > 0) {
    const held = log('debug', messages.restartHeldBack(policy.name, delay));
    return { next: { ...down, deadline: later(event.at, delay) }, effects: [...effects, held] };
  }
  const again = beginSpawn(down, history, event.wall);
  return { next: again.next, effects: [...effects, ...again.effects] };
}

function stopCompleted(
  state: State<'STOPPING'> | State<'UNKNOWN'>,
  event: Event<'exited'>,
  policy: ProgramPolicy,
): Transition {
  const exitCode = exitCodeNumber(event.status);
  const level: LogLevel = isExpectedExit(exitCode, policy) ? 'info' : 'warn';
  return {
    next: { name: 'STOPPED', history: { ...state.history, exitCode, stoppedAt: event.wall } },
    effects: [
      announce(state, 'STOPPED', { pid: state.pid }),
      log(level, messages.stopped(policy.name, event.status)),
    ],
  };
}

function stopRequested(
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

function stopSignalFailed(
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
      return unchanged(state);
    default:
      return assertNever(state);
  }
}

function escalate(state: State<'STOPPING'>, at: MonotonicTime, policy: ProgramPolicy): Transition {
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

function unchanged(state: ProcessState, ...effects: readonly ProcessEffect[]): Transition {
  return { next: state, effects };
}

function log(level: LogLevel, message: string): ProcessEffect {
  return { kind: 'log', level, message };
}

function announce(
  from: ProcessState,
  to: PublicStateName,
  facts: Partial<Omit<StateChange, 'from' | 'to'>>,
): ProcessEffect {
  const change: StateChange = {
    from: publicStateName(from),
    to,
    pid: 0,
    tries: 0,
    expected: false,
    ...facts,
  };
  return { kind: 'announce', change };
}
