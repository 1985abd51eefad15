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
import { later } from './units.ts';

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
  const down: ProcessState = { name: 'EXITED', history, deadline: null };
  const effects: ProcessEffect[] = [
    announce(state, 'EXITED', { pid: state.pid, expected: isExpected }),
    log(isExpected ? 'info' : 'warn', messages.exited(policy.name, event.status, isExpected)),
  ];
  const left = leftBehind(event, policy);
  if (!context.startsAllowed || !restartsAfterExit(exitCode, policy)) {
    return { next: down, effects: [...effects, ...left] };
  }
  const delay = holdBackDelay(shortRuns);
  const { leftovers } = event;
  if (leftovers !== undefined && mustClear(state, event.status, policy)) {
    const held = clearFirst(
      { as: 'EXITED', history },
      { leftovers, startAt: later(event.at, delay) },
      policy,
    );
    return { next: held.next, effects: [...effects, ...held.effects] };
  }
  effects.push(...left);
  if (delay > 0) {
    const held = log('debug', messages.restartHeldBack(policy.name, delay));
    return { next: { ...down, deadline: later(event.at, delay) }, effects: [...effects, held] };
  }
  const again = beginSpawn(down, history, event.wall);
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
