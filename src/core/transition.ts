/** What the rules of a process's life are made of: a next state, and effects in order. */
import type { LogLevel } from './log-level.ts';
import type { ProcessEffect, StateChange } from './process-effect.ts';
import type { ProcessEvent } from './process-event.ts';
import { type ProcessState, type PublicStateName, publicStateName } from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';

export interface Transition {
  readonly next: ProcessState;
  readonly effects: readonly ProcessEffect[];
}

export interface MachineContext {
  readonly policy: ProgramPolicy;
  /** False while the daemon shuts down or restarts: nothing starts by itself. */
  readonly startsAllowed: boolean;
}

export type Event<Kind extends ProcessEvent['kind']> = Extract<ProcessEvent, { kind: Kind }>;
export type Effect<Kind extends ProcessEffect['kind']> = Extract<ProcessEffect, { kind: Kind }>;
export type State<Name extends ProcessState['name']> = Extract<ProcessState, { name: Name }>;

export function unchanged(state: ProcessState, ...effects: readonly ProcessEffect[]): Transition {
  return { next: state, effects };
}

export function log(level: LogLevel, message: string): ProcessEffect {
  return { kind: 'log', level, message };
}

export function announce(
  from: ProcessState,
  to: PublicStateName,
  facts: Partial<Omit<StateChange, 'from' | 'to'>>,
): ProcessEffect {
  const change: StateChange = {
    from: publicStateName(from),
    to,
    pid: 0,
    tries: 0,
    expected: false,
    ...facts,
  };
  return { kind: 'announce', change };
}
