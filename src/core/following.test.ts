import { describe, expect, it } from 'vitest';
import { announced, at, context, logged, POLICY, wall } from '../../test/support/process-life.ts';
import type { ExitStatus } from './exit-status.ts';
import { mustClear } from './following.ts';
import type { ProcessEffect } from './process-effect.ts';
import type { Leftovers, ProcessEvent } from './process-event.ts';
import { transition } from './process-machine.ts';
import {
  deadlineOf,
  INITIAL_STATE,
  isRunning,
  isStoppable,
  isStopped,
  type ProcessState,
  pidOf,
  publicStateName,
} from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';
import { SIGKILL, SIGTERM } from './signals.ts';
import { pid, signalNumber } from './units.ts';

const { history } = INITIAL_STATE;
const KILLED: ExitStatus = { kind: 'signaled', signal: signalNumber(9), coreDumped: false };
const LEFT: Leftovers = { description: '8 (worker)', areDetached: false };
const STARTING: ProcessState = {
  name: 'STARTING',
  pid: pid(7),
  spawnedAt: at(0),
  deadline: at(1000),
  history,
};
const RUNNING: ProcessState = { name: 'RUNNING', pid: pid(7), spawnedAt: at(0), history };
const FOLLOWED: ProcessState = { ...RUNNING, cameBy: 'daemonized' };
const STOP: ProcessEvent = { kind: 'stop-requested', at: at(2000), by: 'operator' };
const START: Extract<ProcessEvent, { kind: 'start-requested' }> = { kind: 'start-requested', wall };

/** The states after each event, beginning with the given one, and all effects on the way. */
function live(
  state: ProcessState,
  events: readonly ProcessEvent[],
  changes: Partial<ProgramPolicy> & { readonly startsAllowed?: boolean } = {},
): { readonly state: ProcessState; readonly effects: readonly ProcessEffect[] } {
  const { startsAllowed = true, ...policy } = changes;
  const effects: ProcessEffect[] = [];
  let current = state;
  for (const event of events) {
    const result = transition(current, event, context(policy, startsAllowed));
    current = result.next;
    effects.push(...result.effects);
  }
  return { state: current, effects };
}

const exited = (status: ExitStatus, leftovers: Leftovers | null, time = 2000): ProcessEvent => ({
  kind: 'exited',
  at: at(time),
  wall,
  status,
  ...(leftovers === null ? {} : { leftovers }),
});
const changed = (
  more: Partial<Extract<ProcessEvent, { kind: 'main-process-changed' }>> = {},
): ProcessEvent => ({
  kind: 'main-process-changed',
  pid: pid(9),
  origin: 'daemonized',
  advice: 'add -f',
  isNews: true,
  ...more,
});
const cleared = (time: number): ProcessEvent => ({ kind: 'cleared', at: at(time), wall });

const of = <Kind extends ProcessEffect['kind']>(kind: Kind, effects: readonly ProcessEffect[]) =>
  effects.filter((effect) => effect.kind === kind);

describe('another main process', () => {
  it.each([STARTING, RUNNING])('takes the place of the one in $name, and nothing else changes', (before) => {
    const { state, effects } = live(before, [changed()]);
    expect(state).toEqual({ ...before, pid: 9, cameBy: 'daemonized' });
    expect(announced(effects)).toEqual([]);
    expect(of('announce-main', effects)).toEqual([
      { kind: 'announce-main', change: { from: 7, to: 9, origin: 'daemonized' } },
    ]);
  });

  it('is told to the operator once, with what would keep it in the foreground', () => {
    expect(logged(live(RUNNING, [changed()]).effects)).toEqual([
      'warn web went into the background by itself, and is followed: its main process is now 9; ' +
        'to keep it in the foreground, add -f',
    ]);
    expect(logged(live(RUNNING, [changed({ advice: null, isNews: false })]).effects)).toEqual([
      'info web went into the background by itself, and is followed: its main process is now 9',
    ]);
    expect(logged(live(RUNNING, [changed({ origin: 'handed-over' })]).effects)).toEqual([
      'info web handed over to a successor: its main process was 7 and is now 9',
    ]);
  });

  it('is what the start still waits for, and what a stop signals', () => {
    const { state, effects } = live(STARTING, [
      changed(),
      { kind: 'deadline-passed', at: at(1000), wall },
      STOP,
    ]);
    expect(state).toMatchObject({ name: 'STOPPING', pid: 9, cameBy: 'daemonized' });
    expect(announced(effects)).toEqual(['STARTING>RUNNING', 'RUNNING>STOPPING']);
    expect(of('signal', effects)).toEqual([{ kind: 'signal', pid: 9, signal: SIGTERM, toGroup: false }]);
  });
});

describe('what a crash leaves behind', () => {
  const crash = exited(KILLED, LEFT);

  it('is ended before the next start', () => {
    const before = live(RUNNING, [crash]);
    expect(publicStateName(before.state)).toBe('EXITED');
    expect([isStopped(before.state), isStoppable(before.state), pidOf(before.state)]).toEqual([
      false,
      true,
      null,
    ]);
    expect(of('clear', before.effects)).toEqual([{ kind: 'clear', signal: SIGTERM, patience: 10_000 }]);
    expect(of('spawn', before.effects)).toEqual([]);
    const after = live(before.state, [cleared(2500)]);
    expect(after.state.name).toBe('SPAWNING');
    expect(announced(after.effects)).toEqual(['EXITED>STARTING']);
  });

  it('is ended while a failed start waits for its next attempt', () => {
    const before = live(STARTING, [exited(KILLED, LEFT, 500)]);
    expect(publicStateName(before.state)).toBe('BACKOFF');
    expect(isRunning(before.state)).toBe(true);
    expect(live(before.state, [cleared(600)]).state).toMatchObject({ name: 'BACKOFF', deadline: 1500 });
    expect(live(before.state, [cleared(1600)]).state.name).toBe('SPAWNING');
  });

  it.each([
    ['it is to be kept', { clearsLeftovers: false }],
    ['no start follows', { autorestart: false }],
    ['the daemon starts nothing any more', { startsAllowed: false }],
  ] as const)('is let alone, but named, when %s', (_, changes) => {
    const { effects } = live(RUNNING, [crash], changes);
    expect(of('clear', effects)).toEqual([]);
    expect(logged(effects)).toContain('warn web left processes behind, which are let alone: 8 (worker)');
  });

  it('is let alone after an expected exit, which is no crash', () => {
    const { state, effects } = live(RUNNING, [exited({ kind: 'exited', code: 0 }, LEFT)], {
      autorestart: true,
    });
    expect(state.name).toBe('SPAWNING');
    expect(of('clear', effects)).toEqual([]);
  });

  it('is ended before the next start whatever the exit was, where the program was followed', () => {
    const orderly = exited({ kind: 'exited', code: 0 }, LEFT);
    const before = live(FOLLOWED, [orderly], { autorestart: true });
    expect(of('spawn', before.effects)).toEqual([]);
    expect(of('clear', before.effects)).toHaveLength(1);
    expect(live(before.state, [cleared(2500)]).state.name).toBe('SPAWNING');
    const kept = live(FOLLOWED, [orderly], { autorestart: true, clearsLeftovers: false });
    expect(kept.state.name).toBe('SPAWNING');
  });

  it.each<readonly [string, ProcessState, ExitStatus, boolean]>([
    ['a crash', RUNNING, KILLED, true],
    ['an expected exit', RUNNING, { kind: 'exited', code: 0 }, false],
    ['an expected exit of a program that was followed', FOLLOWED, { kind: 'exited', code: 0 }, true],
    ['a failed start', STARTING, { kind: 'exited', code: 0 }, true],
    ['a stop', { ...RUNNING, name: 'STOPPING', deadline: at(9000) }, KILLED, false],
  ])('of %s stands in the way of a start by hand: %#', (_, state, status, expected) => {
    expect(mustClear(state, status, POLICY)).toBe(expected);
    expect(mustClear(state, status, { ...POLICY, clearsLeftovers: false })).toBe(false);
  });

  it('is ended before a start by hand, which counts as starting at once', () => {
    const down: ProcessState = { name: 'EXITED', history, deadline: null };
    const before = live(down, [{ ...START, leftovers: LEFT }]);
    expect(publicStateName(before.state)).toBe('STARTING');
    expect(announced(before.effects)).toEqual(['EXITED>STARTING']);
    expect(logged(before.effects)).toEqual([
      'warn web left processes behind, which are ended before it is started again: 8 (worker)',
    ]);
    expect(of('spawn', before.effects)).toEqual([]);
    const after = live(before.state, [cleared(2500)]);
    expect(after.state.name).toBe('SPAWNING');
    expect(of('spawn', after.effects)).toHaveLength(1);
  });

  it.each([
    ['EXITED', RUNNING, 2000, [] as string[]],
    ['STOPPED', STARTING, 500, ['BACKOFF>STOPPED']],
  ])('is still ended when a stop comes, and %s follows', (name, from, time, steps) => {
    const before = live(from, [exited(KILLED, LEFT, time)]);
    const stopped = live(before.state, [STOP]);
    expect(announced(stopped.effects)).toEqual(steps);
    expect(isStopped(stopped.state)).toBe(false);
    expect(live(stopped.state, [cleared(9000)]).state).toMatchObject({ name });
    expect(isStopped(live(stopped.state, [cleared(9000)]).state)).toBe(true);
  });

  it('holds a start by hand back, which counts as starting at once', () => {
    const before = live(RUNNING, [crash, STOP, START]);
    expect(publicStateName(before.state)).toBe('STARTING');
    expect(of('spawn', before.effects)).toEqual([]);
    const after = live(before.state, [cleared(9000)]);
    expect(after.state.name).toBe('SPAWNING');
    expect(announced(after.effects)).toEqual([]);
    expect(live(before.state, [STOP, cleared(9000)]).state.name).toBe('STOPPED');
  });
});

describe('a stop', () => {
  const stopping = (from: ProcessState, changes: Partial<ProgramPolicy> = {}) =>
    live(from, [STOP], changes).state;
  const end = exited({ kind: 'exited', code: 0 }, LEFT, 3000);

  it("leaves an ordinary program's other processes alone, and names them", () => {
    const { state, effects } = live(stopping(RUNNING), [end]);
    expect(state.name).toBe('STOPPED');
    expect(logged(effects).at(-1)).toBe('warn web left processes behind, which are let alone: 8 (worker)');
  });

  it.each([
    ['of a program that is followed', stopping(FOLLOWED), {}, end],
    ['with stop_scope=tree', stopping(RUNNING, { stopsTree: true }), { stopsTree: true }, end],
    [
      'that comes while a program leaves the foreground',
      stopping(RUNNING),
      {},
      exited({ kind: 'exited', code: 0 }, { ...LEFT, areDetached: true }, 3000),
    ],
  ] as const)('%s lasts until nothing is left', (_, from, changes, exit) => {
    const before = live(from, [exit], changes);
    expect(publicStateName(before.state)).toBe('STOPPING');
    expect(deadlineOf(before.state)).toBeNull();
    expect(announced(before.effects)).toEqual([]);
    expect(of('clear', before.effects)).toEqual([{ kind: 'clear', signal: SIGTERM, patience: 9000 }]);
    const after = live(before.state, [STOP, START, cleared(4000)], changes);
    expect(after.state).toMatchObject({ name: 'STOPPED', history: { exitCode: 0 } });
    expect(announced(after.effects)).toEqual(['STOPPING>STOPPED']);
    expect(logged(after.effects)).toContain('info stopped: web (exit status 0)');
  });

  it('with stop_scope=tree signals everybody, and kills everybody in the end', () => {
    const { effects } = live(RUNNING, [STOP, { kind: 'deadline-passed', at: at(12_000), wall }], {
      stopsTree: true,
    });
    expect(of('signal-members', effects)).toEqual([
      { kind: 'signal-members', signal: SIGTERM },
      { kind: 'signal-members', signal: SIGKILL },
    ]);
  });

  it('of a program that is followed kills its main process alone, and then ends the rest from the stop signal on', () => {
    const { effects } = live(FOLLOWED, [STOP, { kind: 'deadline-passed', at: at(12_000), wall }]);
    expect(of('signal', effects)).toMatchObject([{ signal: SIGTERM }, { signal: SIGKILL }]);
    expect(of('signal-members', effects)).toEqual([]);
  });

  it('of an ordinary program signals its main process only', () => {
    const { effects } = live(RUNNING, [STOP, { kind: 'deadline-passed', at: at(12_000), wall }]);
    expect(of('signal-members', effects)).toEqual([]);
  });
});
