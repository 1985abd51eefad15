/** What an exit means in each state, and whether the process is started again. Source: Supervisor process.py, finish(). */
import { assertNever } from './assert-never.ts';
import { exitCodeNumber } from './exit-status.ts';
import { clearFirst, mustClear, sweep } from './following.ts';
import { EXITED_TOO_QUICKLY, messages } from './messages.ts';
import type { ProcessEffect } from './process-effect.ts';
import type { ProcessHistory, ProcessState } from './process-state.ts';
import {
  countShortRuns,
  holdBackDelay,
  isExpectedExit,
  type ProgramPolicy,
  restartsAfterExit,
} from './restart-policy.ts';
import { beginSpawn, enterRunning, startFailed } from './starting.ts';
import { completeStop, stopsTree } from './stopping.ts';
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

export function exited(state: ProcessState, event: Event<'exited'>, context: MachineContext): Transition {
  switch (state.name) {
    case 'STARTING':
      if (event.at - state.spawnedAt < context.policy.startsecs)
        return exitedTooQuickly(state, event, context);
      return afterRunning(state, event, context);
    case 'RUNNING':
      return exitedFromRunning(state, event, context);
    case 'STOPPING':
    case 'UNKNOWN':
      return stopped(state, event, context.policy);
    case 'STOPPED':
    case 'SPAWNING':
    case 'BACKOFF':
    case 'EXITED':
    case 'FATAL':
    case 'SWEEPING':
    case 'CLEARING':
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
  const { leftovers } = event;
  const failed = startFailed({ from: state, history, at: event.at, lines: [line] }, context);
  const { next } = failed;
  if (
    leftovers === undefined ||
    next.name !== 'BACKOFF' ||
    next.deadline === null ||
    !context.policy.clearsLeftovers
  ) {
    return { next, effects: [...failed.effects, ...leftBehind(event, context.policy)] };
  }
  const held = clearFirst(
    { as: 'BACKOFF', history: next.history },
    { leftovers, startAt: next.deadline },
    context.policy,
  );
  return { next: held.next, effects: [...failed.effects, ...held.effects] };
}

/** The exit was seen before the timer that would have declared the process RUNNING. */
function afterRunning(state: State<'STARTING'>, event: Event<'exited'>, context: MachineContext): Transition {
  const up = enterRunning(state, context.policy);
  const down = exited(up.next, event, context);
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
  const down: State<'EXITED'> = { name: 'EXITED', history, deadline: null };
  const effects: ProcessEffect[] = [
    announce(state, 'EXITED', { pid: state.pid, expected: isExpected }),
    log(isExpected ? 'info' : 'warn', messages.exited(policy.name, event.status, isExpected)),
  ];
  const left = leftBehind(event, policy);
  if (!context.startsAllowed || !restartsAfterExit(exitCode, policy)) {
    return { next: down, effects: [...effects, ...left] };
  }
  const { leftovers } = event;
  if (leftovers !== undefined && mustClear(state, event.status, policy)) {
    const startAt = later(event.at, holdBackDelay(shortRuns));
    const held = clearFirst({ as: 'EXITED', history }, { leftovers, startAt }, policy);
    return { next: held.next, effects: [...effects, ...held.effects] };
  }
  const again = startAgain(down, event, policy);
  return { next: again.next, effects: [...effects, ...left, ...again.effects] };
}

/** In the same turn, or after a while if it keeps exiting at once. */
function startAgain(
  down: State<'EXITED'>,
  { at, wall }: { readonly at: MonotonicTime; readonly wall: WallClockTime },
  policy: ProgramPolicy,
): Transition {
  const delay = holdBackDelay(down.history.shortRuns);
  if (delay === 0) return beginSpawn(down, down.history, wall);
  const held = log('debug', messages.restartHeldBack(policy.name, delay));
  return { next: { ...down, deadline: later(at, delay) }, effects: [held] };
}

/** The status of a child that could not become the program. Source: Supervisor process.py, _spawn_as_child(). */
const NOT_SPAWNED = 127;

/**
 * A start that failed in the child where `startsecs=0` calls every start a success: as in Supervisor it counts as an exit,
 * so that `autorestart` and `exitcodes` decide and `startretries` does not. A directory that comes later is waited for.
 */
export function failedInChild(
  state: State<'SPAWNING'>,
  event: Event<'spawn-failed'>,
  { policy, startsAllowed }: MachineContext,
): Transition {
  const expected = isExpectedExit(NOT_SPAWNED, policy);
  const history: ProcessHistory = {
    ...state.history,
    failures: 0,
    shortRuns: state.history.shortRuns + 1,
    exitCode: NOT_SPAWNED,
    spawnError: event.message,
    stoppedAt: event.wall,
  };
  const down: State<'EXITED'> = { name: 'EXITED', history, deadline: null };
  const status = { kind: 'exited', code: NOT_SPAWNED } as const;
  const effects: ProcessEffect[] = [
    log('info', messages.spawnError(event.message)),
    announce(state, 'EXITED', { expected }),
    log(expected ? 'info' : 'warn', messages.exited(policy.name, status, expected)),
  ];
  if (!startsAllowed || !restartsAfterExit(NOT_SPAWNED, policy)) return { next: down, effects };
  const again = startAgain(down, event, policy);
  return { next: again.next, effects: [...effects, ...again.effects] };
}

/** A stop is complete, unless the rest of the program has to go too. */
function stopped(
  state: State<'STOPPING'> | State<'UNKNOWN'>,
  event: Event<'exited'>,
  policy: ProgramPolicy,
): Transition {
  const { leftovers } = event;
  if (leftovers !== undefined && state.name === 'STOPPING') {
    if (leftovers.areDetached || stopsTree(state, policy))
      return sweep(state, { ...event, leftovers }, policy);
  }
  const done = completeStop(state, { pid: state.pid, status: event.status, at: event.wall }, policy);
  return { next: done.next, effects: [...done.effects, ...leftBehind(event, policy)] };
}

function leftBehind({ leftovers }: Event<'exited'>, policy: ProgramPolicy): readonly ProcessEffect[] {
  return leftovers === undefined
    ? []
    : [log('warn', messages.leftBehind(policy.name, leftovers.description))];
}
