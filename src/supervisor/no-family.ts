/** A program that is one process: what a supervisor does with where nobody tells it about more. */
import type { ProgramFamily } from './ports.ts';

export const NO_FAMILY: ProgramFamily = {
  began: () => undefined,
  resumed: () => undefined,
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
