import { describe, expect, it } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor, NO_FAMILY } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel } from '../../test/support/fake-runtime.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { SIGTERM } from '../core/signals.ts';
import { milliseconds, type Pid } from '../core/units.ts';
import type { Aftermath, MainExit } from './ports.ts';

const UNDECIDED: Aftermath = { kind: 'undecided', wait: milliseconds(512) };

/** A program with `startsecs=1` whose main process leaves after 700 ms; half a second later `outcome` is found. */
function afterHalfASecondOfDoubt(outcome: (kernel: FakeKernel) => Aftermath): readonly string[] {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const kernel = new FakeKernel();
  const answers: (() => Aftermath)[] = [() => UNDECIDED, () => outcome(kernel)];
  const supervisor = aSupervisor({
    clock,
    kernel,
    log,
    familyFor: () => ({ ...NO_FAMILY, afterExit: () => (answers.shift() ?? (() => UNDECIDED))() }),
  });
  supervisor.addGroup(aGroup([aProcess({ startretries: 0 })]));
  supervisor.group('web')?.process('web')?.start();
  clock.advance(700);
  const [main] = kernel.livePids();
  if (main === undefined) throw new Error('not started');
  kernel.exit(main, { kind: 'exited', code: 0 });
  clock.advance(511);
  expect(log.lines).toEqual(["INFO spawned: 'web' with pid 100"]);
  clock.advance(1);
  return log.lines.slice(1);
}

it('a program that left too early is not called RUNNING while it is found out whether another process took over', () => {
  expect(afterHalfASecondOfDoubt(() => ({ kind: 'ended', leftovers: null }))).toEqual([
    'WARN exited: web (exit status 0; not expected)',
    'INFO gave up: web entered FATAL state, too many start retries too quickly',
  ]);
});

it('is RUNNING as soon as it is known that one did, if its time has come meanwhile', () => {
  const lines = afterHalfASecondOfDoubt((kernel) => ({
    kind: 'main-changed',
    pid: kernel.newPid(),
    origin: 'daemonized',
    advice: null,
  }));
  expect(lines).toEqual([
    'WARN web went into the background by itself, and is followed: its main process is now 101',
    'INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
  ]);
});

/** A program in RUNNING whose family answers one by one what its exits mean; what it is asked is kept. */
function aRunningProgram(answers: Aftermath[]) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const kernel = new FakeKernel();
  const asked: MainExit[] = [];
  const afterExit = (exit: MainExit): Aftermath => {
    asked.push(exit);
    return answers.shift() ?? { kind: 'ended', leftovers: null };
  };
  const supervisor = aSupervisor({ clock, kernel, log, familyFor: () => ({ ...NO_FAMILY, afterExit }) });
  const process = supervisor.addGroup(aGroup([aProcess({ autorestart: false })])).process('web');
  if (process === undefined) throw new Error('not made');
  process.start();
  clock.advance(2000);
  const exit = (pid: Pid) => kernel.exit(pid, { kind: 'exited', code: 0 });
  const [main] = kernel.livePids();
  if (main === undefined) throw new Error('not started');
  return { clock, log, kernel, process, asked, main, exit };
}

const takenOverBy = (pid: Pid): Aftermath => ({
  kind: 'main-changed',
  pid,
  origin: 'daemonized',
  advice: null,
});

describe('while it is in doubt who the main process is', () => {
  it('the pid of the one that left gets no signal: it may be of another process by now', () => {
    const { process, kernel, main, exit } = aRunningProgram([UNDECIDED]);
    exit(main);
    expect(process.sendSignal(SIGTERM)).toEqual({ kind: 'no-such-process' });
    process.stop();
    expect(process.state).toMatchObject({ name: 'STOPPING', pid: main });
    expect(kernel.signals).toEqual([]);
  });

  it('a stop counts when it is asked again', () => {
    const { process, clock, asked, main, exit } = aRunningProgram([UNDECIDED, UNDECIDED]);
    exit(main);
    clock.advance(512);
    process.stop();
    clock.advance(512);
    expect(asked.map(({ isStopping }) => isStopping)).toEqual([false, false, true]);
    expect(process.state.name).toBe('STOPPED');
  });

  it('the end of the process ends the asking', () => {
    const { process, clock, asked, main, exit } = aRunningProgram([UNDECIDED]);
    exit(main);
    process.close();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(1000);
    expect(asked).toHaveLength(1);
  });
});

it('is worth a warning once that a program goes into the background', () => {
  const answers: Aftermath[] = [];
  const { log, kernel, process, main, exit } = aRunningProgram(answers);
  const [first, second] = [kernel.newPid(), kernel.newPid()];
  answers.push(takenOverBy(first), takenOverBy(second));
  exit(main);
  exit(first);
  expect(process.state).toMatchObject({ name: 'RUNNING', pid: second });
  expect(log.lines.slice(-2).map((line) => line.slice(0, 4))).toEqual(['WARN', 'INFO']);
});
