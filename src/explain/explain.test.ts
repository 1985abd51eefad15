import { describe, expect, it } from 'vitest';
import { facts, NOW } from '../../test/support/explain-facts.ts';
import type { LastEnd } from '../core/process-past.ts';
import { milliseconds, pid, signalNumber, wallClockTime } from '../core/units.ts';
import { explain } from './explain.ts';
import type { ExplainFacts } from './facts.ts';

type RunEnd = Extract<LastEnd, { kind: 'run' }>;

function run(status: RunEnd['status'], changes: Partial<RunEnd> = {}): RunEnd {
  return {
    kind: 'run',
    at: wallClockTime(NOW - 65_000),
    status,
    pid: pid(321),
    uptime: milliseconds(230),
    sentSignal: null,
    ...changes,
  };
}

const exited = (code: number) => run({ kind: 'exited', code });
const killed = (signal: number, changes: Partial<RunEnd> = {}) =>
  run({ kind: 'signaled', signal: signalNumber(signal), coreDumped: false }, changes);
const kindsOf = (changes: Partial<ExplainFacts>) => explain(facts(changes)).causes.map(({ kind }) => kind);

describe('SIGKILL', () => {
  const memory = (isLogged: boolean | null, killedInGroup: number | null) => ({
    machine: { executable: null, port: null, memory: { isLogged, killedInGroup } },
  });

  it.each([
    ['the kernel log names it', memory(true, null), 'oom-kill', 'certain'],
    ['the control group counts kills', memory(null, 2), 'oom-kill', 'likely'],
    ['nothing tells', memory(false, 0), 'killed-from-outside', 'possible'],
  ])('%s, and is the only cause', (_, machine, kind, certainty) => {
    for (const end of [killed(9), exited(137)]) {
      expect(explain(facts({ state: 'EXITED', end, ...machine })).causes).toMatchObject([
        { kind, certainty },
      ]);
    }
  });

  it('that an operator asked for is no riddle', () => {
    const lastCommand = { verb: 'signal', at: wallClockTime(NOW - 70_000), by: 'alice' } as const;
    const end = killed(9, { sentSignal: signalNumber(9) });
    expect(explain(facts({ state: 'EXITED', end, lastCommand })).causes).toMatchObject([
      { kind: 'signalled-by-operator', text: 'alice sent it SIGKILL 1 min 10 s ago, with the action signal' },
    ]);
  });
});

describe('which cause comes first', () => {
  it.each<[string, Partial<ExplainFacts>, readonly string[]]>([
    [
      'the loader before the status 127',
      { end: exited(127), lines: ['x: error while loading shared libraries: libq.so.5: cannot open'] },
      ['missing-library'],
    ],
    [
      'a port before the permission',
      { end: exited(1), lines: ['permission denied: /x', 'bind: Address already in use'] },
      ['port-in-use', 'permission-denied'],
    ],
    [
      'a known reason leaves out the last words',
      { end: exited(1), lines: ['ls: No space left on device'] },
      ['disk-full'],
    ],
    ['a daemon before a quick end', { end: exited(0), words: ['nginx'] }, ['daemonized', 'ended-at-once']],
    [
      'a failed switch of the user',
      { end: exited(126), lines: ['setpriv: failed to execute /srv/x: Permission denied'] },
      ['not-executable', 'permission-denied'],
    ],
    ['a running program whose last run was good', { state: 'RUNNING', pid: 5 }, []],
  ])('%s', (_, changes, kinds) => {
    expect(kindsOf(changes)).toEqual(kinds);
  });
});

describe('what comes next', () => {
  it('is told with its time', () => {
    const { next, rule } = explain(facts({ state: 'BACKOFF', failures: 2, dueIn: 1900, end: exited(1) }));
    expect(next).toEqual({
      text: 'the 3rd attempt to start it follows in 1.9 s',
      at: Math.round((NOW + 1900) / 1000),
    });
    expect(rule.text).toContain('2 of 4 attempts failed so far');
  });

  it.each([
    ['STOPPING', 3000, 'SIGKILL follows in 3 s'],
    ['STARTING', 500, 'it counts as RUNNING in 0.5 s'],
    ['EXITED', 1000, 'it is started again in 1 s'],
  ] as const)('%s', (state, dueIn, text) => {
    expect(explain(facts({ state, dueIn, end: exited(1) })).next.text).toBe(text);
  });
});

describe('a start that failed where startsecs=0 calls every start a success', () => {
  const end: ExplainFacts['end'] = {
    kind: 'spawn-failed',
    at: wallClockTime(NOW - 100),
    step: 'chdir',
    errno: 'ENOENT',
    message: "couldn't chdir to /srv: ENOENT",
  };

  it.each([
    [900, {}, 'tried again without a limit'],
    [null, { autorestart: false } as const, 'autorestart=false'],
    [null, { exitcodes: [127] }, 'status 127 is expected'],
  ])('due in %s', (dueIn, changes, text) => {
    const { policy: usual } = facts();
    const policy = usual === null ? null : { ...usual, startsecs: 0, ...changes };
    expect(explain(facts({ state: 'EXITED', dueIn, policy, end })).rule.text).toContain(text);
  });
});

describe('who stopped it', () => {
  const lastCommand = { verb: 'stop', at: wallClockTime(NOW - 5000), by: null } as const;

  it('is named as far as it is known', () => {
    expect(explain(facts({ state: 'STOPPED', lastCommand, end: exited(0) })).summary).toBe(
      'an operator stopped it 5 s ago',
    );
    const byUser = { ...lastCommand, by: 'user bob (pid 77)' };
    expect(explain(facts({ state: 'STOPPED', lastCommand: byUser })).summary).toBe(
      'user bob (pid 77) stopped it 5 s ago',
    );
    expect(kindsOf({ state: 'STOPPED', stoppedByShutdown: true })).toEqual(['stopped-by-shutdown']);
    expect(kindsOf({ state: 'STOPPED', hasStarted: false })).toEqual(['not-started']);
  });
});

it('every member that says nothing is left out', () => {
  const explanation = explain(facts({ since: null }));
  expect(Object.keys(explanation)).toEqual([
    'group',
    'name',
    'state',
    'summary',
    'happened',
    'rule',
    'next',
    'causes',
  ]);
});

describe('what runs that are over have left', () => {
  const processes = [
    { pid: 12, command: 'worker' },
    { pid: 13, command: 'x'.repeat(100) },
  ];

  it('is named with the way to be rid of it', () => {
    const { left_behind: left } = explain(facts({ leftovers: { processes, areEndedFirst: true } }));
    expect(left).toEqual({
      text: `12 (worker), 13 (${'x'.repeat(57)}...)`,
      cure: 'kill 12 13; vigilctl start web ends them first',
      processes,
    });
    expect(explain(facts({ leftovers: { processes, areEndedFirst: false } })).left_behind?.cure).toBe(
      'kill 12 13; with stop_scope=tree a stop ends them too',
    );
  });

  it('is counted where it is much, and absent where it is nothing', () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ pid: index + 10, command: 'w' }));
    const { left_behind: left } = explain(facts({ leftovers: { processes: many, areEndedFirst: true } }));
    expect(left?.text).toBe('10 (w), 11 (w), 12 (w), 13 (w), 14 (w) and 2 more');
    expect('left_behind' in explain(facts())).toBe(false);
  });
});
