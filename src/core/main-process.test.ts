import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  type Departure,
  goesOn,
  isOnlyLauncher,
  isPassing,
  launchedBy,
  successorOf,
} from './main-process.ts';
import { SIGINT, SIGTERM } from './signals.ts';
import { milliseconds, pid, signalNumber } from './units.ts';

const OWN = 1;
const DEPARTURE: Departure = {
  status: { kind: 'exited', code: 0 },
  main: pid(2),
  mainSession: OWN,
  isPassing: false,
  isYoung: false,
  ownSession: OWN,
  named: null,
};
const YOUNG: Departure = { ...DEPARTURE, isYoung: true };

const candidate = (number: number, changes: Partial<Candidate> = {}): Candidate => ({
  pid: pid(number),
  session: OWN,
  startTicks: number,
  isSameProgram: false,
  isCalledTheSame: false,
  ...changes,
});

describe('who is the main process after the one that left', () => {
  it('is nobody where all stayed in the session that they were started in', () => {
    expect(successorOf([candidate(10)], DEPARTURE)).toBeNull();
    expect(successorOf([], DEPARTURE)).toBeNull();
  });

  it('is the leader of a session, then the oldest in one', () => {
    const older = candidate(10, { session: 5 });
    const leader = candidate(20, { session: 20 });
    expect(successorOf([older, leader], DEPARTURE)).toEqual({ pid: 20, origin: 'daemonized' });
    expect(successorOf([candidate(30, { session: 5 }), older], DEPARTURE)).toEqual({
      pid: 10,
      origin: 'daemonized',
    });
  });

  it('is what the pid file names, before all others', () => {
    const candidates = [candidate(10, { session: 10 }), candidate(20, { session: 10 })];
    expect(successorOf(candidates, { ...DEPARTURE, named: pid(20) })).toEqual({
      pid: 20,
      origin: 'daemonized',
    });
  });

  it('is the same program, loaded anew, where none went into the background', () => {
    const candidates = [candidate(10), candidate(20, { isSameProgram: true })];
    expect(successorOf(candidates, DEPARTURE)).toEqual({ pid: 20, origin: 'handed-over' });
  });

  it('is no worker of a server in the background, which shares its session', () => {
    const departure = { ...DEPARTURE, mainSession: 5 };
    expect(successorOf([candidate(10, { session: 5 })], departure)).toBeNull();
    const next = candidate(20, { session: 5, isSameProgram: true });
    expect(successorOf([candidate(10, { session: 5 }), next], departure)).toEqual({
      pid: 20,
      origin: 'handed-over',
    });
  });

  it('is no worker of a server in the background that made its session only after it was followed', () => {
    const departure = { ...DEPARTURE, main: pid(9) };
    expect(successorOf([candidate(10, { session: 9 })], departure)).toBeNull();
  });

  it('is the oldest that a step into the background left in its session', () => {
    const departure = { ...DEPARTURE, main: pid(9), mainSession: 9, isPassing: true };
    const left = [candidate(11, { session: 9 }), candidate(10, { session: 9 }), candidate(8)];
    expect(successorOf(left, departure)).toEqual({ pid: 10, origin: 'daemonized' });
    expect(successorOf([...left, candidate(12, { session: 12 })], departure)).toEqual({
      pid: 12,
      origin: 'daemonized',
    });
    expect(successorOf([...left, candidate(12, { session: 9, isSameProgram: true })], departure)).toEqual({
      pid: 12,
      origin: 'handed-over',
    });
    expect(successorOf([candidate(8)], departure)).toBeNull();
  });

  it('is no login of a server that has run for long, which is the same program under another title', () => {
    const login = candidate(20, { session: 20, isSameProgram: true });
    expect(successorOf([login], DEPARTURE)).toBeNull();
    const job = candidate(30, { session: 30 });
    expect(successorOf([login, job], DEPARTURE)).toEqual({ pid: 30, origin: 'daemonized' });
    const successor = candidate(40, { isSameProgram: true });
    expect(successorOf([login, successor], DEPARTURE)).toEqual({ pid: 40, origin: 'handed-over' });
    expect(successorOf([login], YOUNG)).toEqual({ pid: 20, origin: 'daemonized' });
    const renewed = { ...login, isCalledTheSame: true };
    expect(successorOf([renewed], DEPARTURE)).toEqual({ pid: 20, origin: 'daemonized' });
  });

  it.each<Departure['status']>([
    { kind: 'exited', code: 1 },
    { kind: 'signaled', signal: signalNumber(9), coreDumped: false },
    { kind: 'signaled', signal: signalNumber(15), coreDumped: false },
  ])('is nobody after an end such as %j, which is a crash', (status) => {
    const candidates = [candidate(10, { session: 10, isSameProgram: true })];
    expect(successorOf(candidates, { ...DEPARTURE, status, named: pid(10) })).toBeNull();
  });

  it('is, after an end that nobody saw, who is in the pid file or was called anew with the same words', () => {
    const unseen: Departure = { ...DEPARTURE, status: { kind: 'unknown' } };
    const others = [candidate(10, { session: 10 }), candidate(11, { isSameProgram: true })];
    expect(successorOf(others, unseen)).toBeNull();
    expect(successorOf(others, { ...unseen, isPassing: true })).toBeNull();
    expect(successorOf(others, { ...unseen, named: pid(11) })).toMatchObject({ pid: 11 });
    const anew = candidate(20, { isSameProgram: true, isCalledTheSame: true });
    expect(successorOf([...others, anew], unseen)).toEqual({ pid: 20, origin: 'handed-over' });
  });

  it('does not depend on the order in which the processes are found', () => {
    const any = fc.record({
      pid: fc.integer({ min: 2, max: 50 }).map(pid),
      session: fc.integer({ min: 1, max: 4 }),
      startTicks: fc.integer({ min: 0, max: 3 }),
      isSameProgram: fc.boolean(),
      isCalledTheSame: fc.boolean(),
    });
    const several = fc.uniqueArray(any, { selector: (one) => one.pid, maxLength: 6 });
    fc.assert(
      fc.property(several, (candidates) => {
        const found = successorOf(candidates, DEPARTURE);
        expect(successorOf([...candidates].reverse(), DEPARTURE)).toEqual(found);
        if (found !== null) expect(candidates.map((one) => one.pid)).toContain(found.pid);
      }),
    );
  });
});

describe('a program that was told to stop', () => {
  const login = candidate(20, { session: 20, isSameProgram: true });
  const job = candidate(21, { session: 21 });
  const helper = candidate(22);
  const successor = candidate(30, { isSameProgram: true });
  const detachedSuccessor = candidate(31, { session: 31, isSameProgram: true, isCalledTheSame: true });

  it('does not go on in what it has left in sessions of their own', () => {
    expect(goesOn([login, job, helper], DEPARTURE, SIGTERM)).toBe(false);
    expect(goesOn([], DEPARTURE, SIGTERM)).toBe(false);
  });

  it('goes on in those while it may have been on its way to the background', () => {
    expect(goesOn([job], YOUNG, SIGTERM)).toBe(true);
    expect(goesOn([helper], YOUNG, SIGTERM)).toBe(false);
  });

  it('goes on in a successor beside them', () => {
    expect(goesOn([login, successor], DEPARTURE, SIGTERM)).toBe(true);
    expect(goesOn([job, detachedSuccessor], DEPARTURE, SIGTERM)).toBe(true);
    expect(goesOn([job], { ...DEPARTURE, named: job.pid }, SIGTERM)).toBe(true);
  });

  it('goes on after an end that nobody saw, in who was called anew with the same words', () => {
    const unseen: Departure = { ...DEPARTURE, status: { kind: 'unknown' } };
    expect(goesOn([candidate(10, { session: 10 })], unseen, SIGTERM)).toBe(false);
    expect(goesOn([candidate(10, { isSameProgram: true, isCalledTheSame: true })], unseen, SIGTERM)).toBe(
      true,
    );
  });

  it('goes on in what a launcher leaves that dies of the stop signal', () => {
    const obeyed: Departure = {
      ...DEPARTURE,
      status: { kind: 'signaled', signal: SIGTERM, coreDumped: false },
    };
    expect(goesOn([job], { ...obeyed, isYoung: true }, SIGTERM)).toBe(true);
    expect(goesOn([helper], { ...obeyed, named: helper.pid }, SIGTERM)).toBe(true);
    expect(goesOn([job, successor], obeyed, SIGTERM)).toBe(false);
    expect(goesOn([job], { ...obeyed, isYoung: true }, SIGINT)).toBe(false);
  });

  it('does not go on after a crash', () => {
    const crashed: Departure = { ...DEPARTURE, status: { kind: 'exited', code: 1 } };
    expect(goesOn([successor], crashed, SIGTERM)).toBe(false);
    expect(goesOn([job], { ...crashed, isYoung: true }, SIGTERM)).toBe(false);
  });
});

describe('a step into the background', () => {
  it.each([
    [null, 1000, false],
    [0, 1000, true],
    [10_000, 1000, true],
    [10_001, 1000, false],
    [10_001, 60_000, true],
    [60_001, 60_000, false],
  ])('followed %j ms ago, with a start of %i ms: %j', (followedFor, startsecs, expected) => {
    const since = followedFor === null ? null : milliseconds(followedFor);
    expect(isPassing(since, milliseconds(startsecs))).toBe(expected);
  });
});

describe('what a process leaves that went too soon to be the program', () => {
  it('is followed: the oldest of it, in whatever session', () => {
    const left = [candidate(12), candidate(11), candidate(13, { session: 9 })];
    expect(launchedBy(left, { kind: 'exited', code: 0 })).toEqual({ pid: 11, origin: 'daemonized' });
    expect(launchedBy([], { kind: 'exited', code: 0 })).toBeNull();
  });

  it('is not followed when that failed', () => {
    expect(launchedBy([candidate(11)], { kind: 'exited', code: 1 })).toBeNull();
    expect(
      launchedBy([candidate(11)], { kind: 'signaled', signal: signalNumber(9), coreDumped: false }),
    ).toBeNull();
  });

  it('is a helper once the program has been up for startsecs', () => {
    expect(isOnlyLauncher(milliseconds(999), milliseconds(1000))).toBe(true);
    expect(isOnlyLauncher(milliseconds(1000), milliseconds(1000))).toBe(false);
    expect(isOnlyLauncher(milliseconds(0), milliseconds(0))).toBe(false);
  });
});
