/** Supervisors over fake processes. */
import type { ProgramFamily } from '../../src/supervisor/ports.ts';
import { Supervisor, type SupervisorWorld } from '../../src/supervisor/supervisor.ts';
import type { FakeClock } from './fake-clock.ts';
import { type FakeKernel, FakeRuntime } from './fake-runtime.ts';
import { MemoryLog } from './memory-log.ts';

/** The family of a program that is a single process. */
export const NO_FAMILY: ProgramFamily = {
  began: () => undefined,
  resumed: () => undefined,
  startWasCutShort: () => undefined,
  mainEndedUnseen: () => undefined,
  settled: () => undefined,
  beforeStop: () => undefined,
  afterExit: () => ({ kind: 'ended', leftovers: null }),
  signalMembers: () => undefined,
  clear: (_options, done) => done(),
  members: () => [],
  leftovers: () => null,
  orphans: () => [],
  reconfigure: () => undefined,
  close: () => undefined,
};

export interface SupervisorParts extends Partial<SupervisorWorld> {
  readonly clock: FakeClock;
  readonly kernel: FakeKernel;
}

/** What a test does not say is as for single processes that nobody watches. */
export function aSupervisor({ clock, kernel, ...others }: SupervisorParts): Supervisor {
  return new Supervisor({
    clock,
    log: new MemoryLog(),
    runtimeFor: () => new FakeRuntime(kernel),
    familyFor: () => NO_FAMILY,
    watchChild: kernel.watch,
    mayAutostart: () => true,
    onState: () => undefined,
    onRemoved: () => undefined,
    beforeStopping: () => null,
    ...others,
  });
}
