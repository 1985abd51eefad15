/** What the machine asks for. Effects are data: the shell carries them out in order, tests compare them. */
import type { LogLevel } from './log-level.ts';
import type { MainProcessOrigin, PublicStateName } from './process-state.ts';
import type { Milliseconds, Pid, SignalNumber } from './units.ts';

/** One step through the public states, with what Supervisor's event of it tells. */
export interface StateChange {
  readonly from: PublicStateName;
  readonly to: PublicStateName;
  /** 0 where there is no child. */
  readonly pid: number;
  /** Failed starts in a row so far, the one just seen included. */
  readonly tries: number;
  /** For EXITED: whether the status is in `exitcodes`. */
  readonly expected: boolean;
}

/** Another process has become a program's main process. */
export interface MainProcessChange {
  readonly from: Pid;
  readonly to: Pid;
  readonly origin: MainProcessOrigin;
}

export type ProcessEffect =
  | { readonly kind: 'spawn' }
  | { readonly kind: 'signal'; readonly pid: Pid; readonly signal: SignalNumber; readonly toGroup: boolean }
  /** To every process of the program but the main one. */
  | { readonly kind: 'signal-members'; readonly signal: SignalNumber }
  /** Ends what is left of the program: this signal, and SIGKILL after `patience`. The event `cleared` answers. */
  | { readonly kind: 'clear'; readonly signal: SignalNumber; readonly patience: Milliseconds }
  | { readonly kind: 'announce'; readonly change: StateChange }
  | { readonly kind: 'announce-main'; readonly change: MainProcessChange }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string };
