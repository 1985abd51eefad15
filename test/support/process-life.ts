/** What the tests of a process's states share: a program's policy, moments, and what is read of the effects. */
import type { ProcessEffect } from '../../src/core/process-effect.ts';
import type { ProgramPolicy } from '../../src/core/restart-policy.ts';
import { SIGTERM } from '../../src/core/signals.ts';
import type { MachineContext } from '../../src/core/transition.ts';
import { type MonotonicTime, milliseconds, monotonicTime, wallClockTime } from '../../src/core/units.ts';

/** The defaults of Supervisor. */
export const POLICY: ProgramPolicy = {
  name: 'web',
  startsecs: milliseconds(1000),
  startretries: 3,
  autorestart: 'unexpected',
  exitcodes: [0],
  stopsignal: SIGTERM,
  stopwaitsecs: milliseconds(10_000),
  stopasgroup: false,
  killasgroup: false,
  stopsTree: false,
  clearsLeftovers: true,
};

export const wall = wallClockTime(1_700_000_000_000);

export function at(time: number): MonotonicTime {
  return monotonicTime(time);
}

export function context(changes: Partial<ProgramPolicy> = {}, startsAllowed = true): MachineContext {
  return { policy: { ...POLICY, ...changes }, startsAllowed };
}

/** As `FROM>TO`. */
export function announced(effects: readonly ProcessEffect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'announce' ? [`${effect.change.from}>${effect.change.to}`] : [],
  );
}

/** As `LEVEL MESSAGE`. */
export function logged(effects: readonly ProcessEffect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.kind === 'log' ? [`${effect.level} ${effect.message}`] : []));
}
