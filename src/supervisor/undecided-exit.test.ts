import { expect, it } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor, NO_FAMILY } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel } from '../../test/support/fake-runtime.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { milliseconds } from '../core/units.ts';
import type { Aftermath } from './ports.ts';

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
