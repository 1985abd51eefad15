/** The family of a program that is a single process: used where nothing tells the supervisor about further processes. */
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
