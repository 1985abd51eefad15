import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announced, at, context, logged, POLICY, wall } from '../../test/support/process-life.ts';
import type { ExitStatus } from './exit-status.ts';
import type { ProcessEffect } from './process-effect.ts';
import type { ProcessEvent } from './process-event.ts';
import { transition } from './process-machine.ts';
import { deadlineOf, INITIAL_STATE, type ProcessState, pidOf, publicStateName } from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';
import { SIGKILL, SIGTERM } from './signals.ts';
import type { Transition } from './transition.ts';
import { milliseconds, pid } from './units.ts';

const history = INITIAL_STATE.history;
const code = (value: number): ExitStatus => ({ kind: 'exited', code: value });

const STATES: Record<ProcessState['name'], ProcessState> = {
  STOPPED: INITIAL_STATE,
  SPAWNING: { name: 'SPAWNING', history },
  STARTING: { name: 'STARTING', pid: pid(7), spawnedAt: at(0), deadline: at(1000), history },
  RUNNING: { name: 'RUNNING', pid: pid(7), spawnedAt: at(0), history },
  BACKOFF: { name: 'BACKOFF', deadline: at(5000), history: { ...history, failures: 1 } },
  STOPPING: { name: 'STOPPING', pid: pid(7), spawnedAt: at(0), deadline: at(9000), history },
  EXITED: { name: 'EXITED', deadline: null, history },
  FATAL: { name: 'FATAL', history },
  UNKNOWN: { name: 'UNKNOWN', pid: pid(7), spawnedAt: at(0), history },
  SWEEPING: { name: 'SWEEPING', main: pid(7), status: { kind: 'exited', code: 0 }, history },
  CLEARING: { name: 'CLEARING', as: 'EXITED', startAt: at(3000), history },
};

const EVENTS: Record<ProcessEvent['kind'], ProcessEvent> = {
  'start-requested': { kind: 'start-requested', wall },
  spawned: { kind: 'spawned', at: at(100), pid: pid(8) },
  'spawn-failed': {
    kind: 'spawn-failed',
    at: at(100),
    wall,
    message: "can't find command 'x'",
    inChild: false,
  },
  exited: { kind: 'exited', at: at(2000), wall, status: code(1) },
  'main-process-changed': {
    kind: 'main-process-changed',
    pid: pid(9),
    origin: 'daemonized',
    advice: null,
    isNews: true,
  },
  cleared: { kind: 'cleared', at: at(4000), wall },
  'stop-requested': { kind: 'stop-requested', at: at(2000), by: 'operator' },
  'stop-signal-failed': { kind: 'stop-signal-failed', errno: 'EPERM' },
  'deadline-passed': { kind: 'deadline-passed', at: at(9000), wall },
  'policy-changed': { kind: 'policy-changed', previous: { ...POLICY, startsecs: milliseconds(1) } },
};

const IN_CHILD: ProcessEvent = {
  kind: 'spawn-failed',
  at: at(100),
  wall,
  message: "couldn't chdir to /srv: ENOENT",
  inChild: true,
};

const signals = (effects: readonly ProcessEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'signal' ? [effect] : []));

/** Rules that hold whatever the state and the event. */
function checkInvariants(before: ProcessState, { next, effects }: Transition): void {
  const spawns = effects.filter((effect) => effect.kind === 'spawn').length;
  expect(spawns).toBe(next.name === 'SPAWNING' && next !== before ? 1 : 0);
  if (next.name === 'STOPPING') expect(deadlineOf(next)).not.toBeNull();
  const childBefore = pidOf(before);
  const childAfter = pidOf(next);
  const isFollowed = effects.some(({ kind }) => kind === 'announce-main');
  if (childBefore !== null && childAfter !== null && !isFollowed) expect(childAfter).toBe(childBefore);
  if (isFollowed) expect([childBefore, publicStateName(next)]).not.toContain(null);
  for (const signal of signals(effects)) expect(signal.pid).toBe(childBefore);
  const steps = effects.flatMap((effect) => (effect.kind === 'announce' ? [effect.change] : []));
  let current = publicStateName(before);
  for (const step of steps) {
    expect(step.from).toBe(current);
    current = step.to;
  }
  expect(current).toBe(publicStateName(next));
}

it.each(Object.entries(STATES))(
  'nothing is started by hand in %s either while nothing may start',
  (_, state) => {
    const { next, effects } = transition(state, EVENTS['start-requested'], context({}, false));
    expect(next).toBe(state);
    expect(effects).toEqual([]);
  },
);

describe('every state answers every event', () => {
  for (const [name, state] of Object.entries(STATES)) {
    for (const [kind, event] of Object.entries(EVENTS)) {
      it(`${name} and ${kind}`, () => {
        for (const startsAllowed of [true, false]) {
          checkInvariants(state, transition(state, event, context({}, startsAllowed)));
        }
      });
    }
  }

  it('keeps the invariants over random lives', () => {
    const anyEvent = fc.oneof(
      fc
        .constantFrom<ProcessEvent['kind']>('start-requested', 'stop-signal-failed')
        .map((kind) => EVENTS[kind]),
      fc
        .constantFrom<'operator' | 'shutdown'>('operator', 'shutdown')
        .map((by): ProcessEvent => ({ kind: 'stop-requested', at: at(0), by })),
      fc
        .integer({ min: 0, max: 3 })
        .map((status): ProcessEvent => ({ kind: 'exited', at: at(0), wall, status: code(status) })),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()).map(
        ([status, areDetached]): ProcessEvent => ({
          kind: 'exited',
          at: at(0),
          wall,
          status: code(status),
          leftovers: { description: '8 (worker)', areDetached },
        }),
      ),
      fc.constantFrom(
        EVENTS['spawn-failed'],
        IN_CHILD,
        EVENTS.spawned,
        EVENTS['deadline-passed'],
        EVENTS['policy-changed'],
        EVENTS['main-process-changed'],
        EVENTS.cleared,
      ),
    );
    const policy = fc.record({
      startsecs: fc.constantFrom(milliseconds(0), milliseconds(1000)),
      startretries: fc.integer({ min: 0, max: 3 }),
      autorestart: fc.constantFrom<true | false | 'unexpected'>(true, false, 'unexpected'),
      stopasgroup: fc.boolean(),
      stopsTree: fc.boolean(),
      clearsLeftovers: fc.boolean(),
    });
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.tuple(anyEvent, fc.nat(3000), fc.boolean()), { maxLength: 60 }),
        (changes, events) => {
          let state: ProcessState = INITIAL_STATE;
          let now = 0;
          let nextPid = 10;
          for (const [event, delay, startsAllowed] of events) {
            now += delay;
            const timed = 'at' in event ? { ...event, at: at(now) } : event;
            const result = transition(
              state,
              timed.kind === 'spawned' ? { ...timed, pid: pid(nextPid++) } : timed,
              context(changes, startsAllowed),
            );
            checkInvariants(state, result);
            state = result.next;
          }
        },
      ),
    );
  });
});

describe('starting', () => {
  it('announces STARTING before it spawns, with the failures so far', () => {
    const { next, effects } = transition(STATES.BACKOFF, EVENTS['deadline-passed'], context());
    expect(next.name).toBe('SPAWNING');
    expect(effects).toEqual([
      { kind: 'announce', change: { from: 'BACKOFF', to: 'STARTING', pid: 0, tries: 1, expected: false } },
      { kind: 'spawn' },
    ]);
  });

  it('counts as RUNNING after startsecs', () => {
    const { next, effects } = transition(STATES.STARTING, EVENTS['deadline-passed'], context());
    expect(next).toMatchObject({ name: 'RUNNING', pid: 7, history: { failures: 0 } });
    expect(logged(effects)).toEqual([
      'info success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
    ]);
  });

  it('is RUNNING at once with startsecs=0', () => {
    const { next, effects } = transition(
      STATES.SPAWNING,
      EVENTS.spawned,
      context({ startsecs: milliseconds(0) }),
    );
    expect(next.name).toBe('RUNNING');
    expect(logged(effects)).toEqual([
      "info spawned: 'web' with pid 8",
      'info success: web entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
    ]);
  });

  it('passes through RUNNING when the exit after startsecs is seen before the timer', () => {
    const { next, effects } = transition(
      STATES.STARTING,
      { ...EVENTS.exited, at: at(1000) } as ProcessEvent,
      context(),
    );
    expect(announced(effects)).toEqual(['STARTING>RUNNING', 'RUNNING>EXITED', 'EXITED>STARTING']);
    expect(next.name).toBe('SPAWNING');
  });

  it('gives an operator a full series of attempts again', () => {
    const tired: ProcessState = { name: 'STOPPED', history: { ...history, failures: 2 } };
    expect(transition(tired, EVENTS['start-requested'], context()).next.history.failures).toBe(0);
  });

  it('does not start while the child is being stopped', () => {
    const { next, effects } = transition(STATES.STOPPING, EVENTS['start-requested'], context());
    expect(next).toBe(STATES.STOPPING);
    expect(logged(effects)).toEqual(["warn process 'web' already running"]);
  });
});

describe('failed starts', () => {
  it('an exit before startsecs leads to BACKOFF, whatever the exit code', () => {
    const { next, effects } = transition(
      STATES.STARTING,
      { kind: 'exited', at: at(999), wall, status: code(0) },
      context(),
    );
    expect(next).toMatchObject({
      name: 'BACKOFF',
      deadline: 1999,
      history: {
        failures: 1,
        exitCode: null,
        spawnError: 'Exited too quickly (process log may have details)',
      },
    });
    expect(logged(effects)).toEqual(['warn exited: web (exit status 0; not expected)']);
  });

  it('waits one second more after each failure and gives up after startretries', () => {
    let state: ProcessState = STATES.SPAWNING;
    const waits: (number | null)[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const failed = transition(
        { name: 'SPAWNING', history: state.history },
        EVENTS['spawn-failed'],
        context(),
      );
      state = failed.next;
      waits.push(deadlineOf(state));
      if (state.name === 'FATAL') {
        expect(announced(failed.effects)).toEqual(['STARTING>BACKOFF', 'BACKOFF>FATAL']);
        expect(logged(failed.effects)).toEqual([
          "info spawnerr: can't find command 'x'",
          'info gave up: web entered FATAL state, too many start retries too quickly',
        ]);
      }
    }
    expect(waits).toEqual([1100, 2100, 3100, null]);
    expect(state).toMatchObject({
      name: 'FATAL',
      history: { failures: 0, spawnError: "can't find command 'x'" },
    });
  });

  it('an operator ends the waiting; a shutdown gives the process up', () => {
    expect(transition(STATES.BACKOFF, EVENTS['stop-requested'], context()).next.name).toBe('STOPPED');
    const stop: ProcessEvent = { kind: 'stop-requested', at: at(0), by: 'shutdown' };
    const { next, effects } = transition(STATES.BACKOFF, stop, context());
    expect(next.name).toBe('FATAL');
    expect(logged(effects)).toEqual([]);
  });
});

describe('exits', () => {
  const cases: readonly (readonly [ProgramPolicy['autorestart'], number, boolean])[] = [
    [true, 0, true],
    [true, 3, true],
    ['unexpected', 0, false],
    ['unexpected', 3, true],
    [false, 0, false],
    [false, 3, false],
  ];
  it.each(cases)('autorestart=%s and exit code %i: restarted %s', (autorestart, exitCode, isRestarted) => {
    const event: ProcessEvent = { kind: 'exited', at: at(5000), wall, status: code(exitCode) };
    const { next } = transition(STATES.RUNNING, event, context({ autorestart }));
    expect(next.name).toBe(isRestarted ? 'SPAWNING' : 'EXITED');
    expect(transition(STATES.RUNNING, event, context({ autorestart }, false)).next.name).toBe('EXITED');
  });

  it('a death by signal is never expected', () => {
    const status: ExitStatus = { kind: 'signaled', signal: SIGKILL, coreDumped: false };
    const { next, effects } = transition(
      STATES.RUNNING,
      { kind: 'exited', at: at(5000), wall, status },
      context({ autorestart: false }),
    );
    expect(logged(effects)).toEqual(['warn exited: web (terminated by SIGKILL; not expected)']);
    expect(next.history).toMatchObject({ exitCode: -1, spawnError: 'Bad exit code -1' });
  });

  it('holds a program back that keeps exiting at once', () => {
    const event: ProcessEvent = { kind: 'exited', at: at(10), wall, status: code(1) };
    const restless: ProcessState = {
      ...STATES.RUNNING,
      history: { ...history, shortRuns: 5 },
    } as ProcessState;
    const { next } = transition(restless, event, context({ startsecs: milliseconds(0) }));
    expect(next).toMatchObject({ name: 'EXITED', deadline: 1010 });
    expect(transition(next, EVENTS['deadline-passed'], context()).next.name).toBe('SPAWNING');
    expect(deadlineOf(transition(next, EVENTS['stop-requested'], context()).next)).toBeNull();
  });
});

describe('starts that fail in the child', () => {
  const instantly = { startsecs: milliseconds(0) };

  it('are failed starts where startsecs has to pass', () => {
    expect(transition(STATES.SPAWNING, IN_CHILD, context()).next.name).toBe('BACKOFF');
  });

  it('are exits with status 127 where every start is a success', () => {
    const { next, effects } = transition(
      STATES.SPAWNING,
      IN_CHILD,
      context({ ...instantly, autorestart: false }),
    );
    expect(next).toMatchObject({
      name: 'EXITED',
      deadline: null,
      history: { exitCode: 127, spawnError: "couldn't chdir to /srv: ENOENT" },
    });
    expect(announced(effects)).toEqual(['STARTING>EXITED']);
    expect(logged(effects)).toEqual([
      "info spawnerr: couldn't chdir to /srv: ENOENT",
      'warn exited: web (exit status 127; not expected)',
    ]);
  });

  it.each<[Partial<ProgramPolicy>, boolean]>([
    [{ autorestart: true }, true],
    [{ autorestart: 'unexpected' }, true],
    [{ autorestart: 'unexpected', exitcodes: [127] }, false],
    [{ autorestart: false }, false],
  ])('%j: started again %s, whatever startretries says', (policy, isRestarted) => {
    let state: ProcessState = STATES.SPAWNING;
    for (let attempt = 0; attempt < 20 && state.name === 'SPAWNING'; attempt++) {
      const failed = transition(state, IN_CHILD, context({ ...instantly, ...policy, startretries: 1 }));
      state =
        deadlineOf(failed.next) === null
          ? failed.next
          : transition(failed.next, EVENTS['deadline-passed'], context({ ...instantly, ...policy })).next;
    }
    expect(state.name).toBe(isRestarted ? 'SPAWNING' : 'EXITED');
  });

  it('are held back when they come one after the other', () => {
    const before: ProcessState = { name: 'SPAWNING', history: { ...history, shortRuns: 5 } };
    expect(transition(before, IN_CHILD, context(instantly)).next).toMatchObject({
      name: 'EXITED',
      deadline: 1100,
    });
  });

  it('are not tried again during a shutdown', () => {
    const { next } = transition(STATES.SPAWNING, IN_CHILD, context(instantly, false));
    expect(next).toMatchObject({ name: 'EXITED', deadline: null });
  });
});

describe('stopping', () => {
  it('sends the stop signal, to the group where asked', () => {
    for (const stopasgroup of [false, true]) {
      const { next, effects } = transition(
        STATES.RUNNING,
        EVENTS['stop-requested'],
        context({ stopasgroup }),
      );
      expect(next).toMatchObject({ name: 'STOPPING', deadline: 12_000 });
      expect(signals(effects)).toEqual([{ kind: 'signal', pid: 7, signal: SIGTERM, toGroup: stopasgroup }]);
    }
  });

  it('sends SIGKILL after stopwaitsecs and again after the same time', () => {
    const { next, effects } = transition(
      STATES.STOPPING,
      EVENTS['deadline-passed'],
      context({ killasgroup: true }),
    );
    expect(next).toMatchObject({ name: 'STOPPING', deadline: 19_000 });
    expect(signals(effects)).toEqual([{ kind: 'signal', pid: 7, signal: SIGKILL, toGroup: true }]);
    expect(logged(effects)[0]).toBe("warn killing 'web' (7) with SIGKILL");
  });

  it('reports a stop at INFO when the exit code is expected and at WARN otherwise', () => {
    const ended = (status: ExitStatus) =>
      logged(transition(STATES.STOPPING, { kind: 'exited', at: at(1), wall, status }, context()).effects);
    expect(ended(code(0))).toEqual(['info stopped: web (exit status 0)']);
    expect(ended({ kind: 'signaled', signal: SIGTERM, coreDumped: false })).toEqual([
      'warn stopped: web (terminated by SIGTERM)',
    ]);
  });

  it('becomes UNKNOWN when the signal cannot be sent, and STOPPED when the child ends all the same', () => {
    const { next } = transition(STATES.STOPPING, EVENTS['stop-signal-failed'], context());
    expect(next.name).toBe('UNKNOWN');
    expect(transition(next, EVENTS.exited, context()).next.name).toBe('STOPPED');
  });
});
