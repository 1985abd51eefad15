/**
 * What the rules of an explanation look at. The daemon gathers it for its own programs; the client, from what a
 * Supervisor tells, with null for what cannot be known.
 */
import type { LastCommand, LastEnd } from '../core/process-past.ts';
import type { PublicStateName } from '../core/process-state.ts';

export interface ExplainFacts {
  /** As an operator types it: `name`, or `group:name`. */
  readonly namespec: string;
  readonly group: string;
  readonly name: string;
  readonly state: PublicStateName;
  /** Wall clock, in milliseconds. */
  readonly now: number;
  /** When the state was entered; null when unknown. */
  readonly since: number | null;
  readonly pid: number | null;
  /** In how many milliseconds the state changes by itself; null when it does not. */
  readonly dueIn: number | null;
  /** Failed starts in a row so far. */
  readonly failures: number;
  readonly hasStarted: boolean;
  readonly policy: PolicyFacts | null;
  /** The words of the command; empty when it is not known or cannot be split. */
  readonly words: readonly string[];
  readonly end: LastEnd | null;
  readonly lastCommand: LastCommand | null;
  readonly stoppedByShutdown: boolean;
  /** False where the signals that the supervisor sent are not known. */
  readonly knowsSentSignals: boolean;
  /** The last lines of the last run, on both streams: what the rules look through. */
  readonly lines: readonly string[];
  readonly output: OutputFacts | null;
  readonly machine: MachineFindings;
  /** What runs that are over have left, and nobody is ending; null for nothing. */
  readonly leftovers: LeftoverFacts | null;
}

export interface LeftoverFacts {
  readonly processes: readonly { readonly pid: number; readonly command: string }[];
  /** The next start ends them. */
  readonly areEndedFirst: boolean;
}

export interface PolicyFacts {
  readonly autostart: boolean;
  readonly autorestart: boolean | 'unexpected';
  readonly startsecs: number;
  readonly startretries: number;
  readonly exitcodes: readonly number[];
  readonly stopwaitsecs: number;
  /** The directory that the program starts in; null for the daemon's own. */
  readonly directory: string | null;
  readonly user: string | null;
}

export interface OutputFacts {
  readonly stream: 'stdout' | 'stderr';
  /** Empty where there is none: the output goes to the console. */
  readonly logfile: string;
  /** For people: few, and oldest first. */
  readonly lines: readonly string[];
}

/** What was found when looking for a cause; null for what was not looked at. */
export interface MachineFindings {
  readonly executable: ExecutableFinding | null;
  readonly port: PortFinding | null;
  readonly memory: MemoryFinding | null;
}

export interface ExecutableFinding {
  /** The file that was to be run; null when it was not found. */
  readonly path: string | null;
  /** The directories that were searched; empty for a command with a slash. */
  readonly searched: readonly string[];
  /** Where the file system is mounted that holds it, if nothing on that may be run; absent: it may. */
  readonly noexecMount?: string;
  /** A command of almost this name that could be run. */
  readonly similar: string | null;
  readonly content: ExecutableContent;
}

export type ExecutableContent =
  | { readonly kind: 'unknown' }
  /** It begins with `#!` and this interpreter. */
  | {
      readonly kind: 'script';
      readonly interpreter: string;
      readonly isThere: boolean;
      readonly hasCarriageReturn: boolean;
    }
  | {
      readonly kind: 'program';
      readonly machine: string;
      readonly here: string;
      readonly loader: string | null;
      readonly isLoaderThere: boolean;
    }
  | { readonly kind: 'empty' }
  /** Text that an editor has begun with a mark, so that the kernel does not see its first line. */
  | { readonly kind: 'byte-order-mark' }
  /** Neither: text without a first line `#!`, or anything else. */
  | { readonly kind: 'other' };

export interface PortFinding {
  readonly port: number;
  /** Null when nobody holds it now, or its process cannot be seen. */
  readonly holder: PortHolder | null;
  readonly isHeld: boolean;
}

export interface PortHolder {
  readonly pid: number;
  readonly name: string;
  /** The program of this daemon that it belongs to. */
  readonly program: string | null;
}

export interface MemoryFinding {
  /** Whether the kernel's log says that it killed this very process for memory; null when it cannot be read. */
  readonly isLogged: boolean | null;
  /** How many processes of the daemon's cgroup were killed for memory; null when unknown. */
  readonly killedInGroup: number | null;
}
