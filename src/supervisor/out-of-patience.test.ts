import { expect, test } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor, NO_FAMILY } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel } from '../../test/support/fake-runtime.ts';
import { SIGKILL, SIGTERM } from '../core/signals.ts';
import type { Pid, SignalNumber } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';

/** A program whose main process leaves others behind; `cleared`: the first signals that these were to get. */
function withLeftovers(
  act: (process: ManagedProcess, kernel: FakeKernel, main: Pid) => void,
): SignalNumber[] {
  const cleared: SignalNumber[] = [];
  const clock = new FakeClock();
  const kernel = new FakeKernel();
  const supervisor = aSupervisor({
    clock,
    kernel,
    familyFor: () => ({
      ...NO_FAMILY,
      afterExit: () => ({ kind: 'ended', leftovers: { description: '7 (sh)', areDetached: true } }),
      clear: ({ signal }) => cleared.push(signal),
    }),
  });
  supervisor.addGroup(aGroup([aProcess()]));
  const process = supervisor.group('web')?.process('web');
  process?.start();
  const [main] = kernel.livePids();
  if (process === undefined || main === undefined) throw new Error('not started');
  supervisor.requestShutdown();
  clock.advance(0);
  act(process, kernel, main);
  return cleared;
}

test('what a main process leaves that had to be killed, when the daemon waits no longer, is killed at once', () => {
  const cleared = withLeftovers((process, kernel, main) => {
    process.kill();
    expect(kernel.signals.map(({ signal }) => signal)).toEqual([SIGTERM, SIGKILL]);
    kernel.exit(main, { kind: 'signaled', signal: SIGKILL, coreDumped: false });
  });
  expect(cleared).toEqual([SIGKILL]);
});

test('what is being ended already is killed as well', () => {
  const cleared = withLeftovers((process, kernel, main) => {
    kernel.exit(main, { kind: 'exited', code: 0 });
    process.kill();
  });
  expect(cleared).toEqual([SIGTERM, SIGKILL]);
});
