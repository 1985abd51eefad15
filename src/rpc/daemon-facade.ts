/** What the API needs from the daemon beside the supervisor: itself, its log, its configuration. */
import type { GroupConfig } from '../config/model.ts';
import type { Plan } from '../config/plan.ts';
import type { Caller } from '../core/caller.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';

export type ReloadOutcome =
  | {
      readonly kind: 'reread';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  /** The configuration in use stays in use. `message` is the text of the first error. */
  | { readonly kind: 'invalid'; readonly message: string };

export type AddGroupOutcome =
  | { readonly kind: 'added' }
  | { readonly kind: 'already-added' }
  /** No such group in the configuration that was read last. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly message: string };

/** A program that is in no file. */
export interface NewProgram {
  readonly name: string;
  /** Keys of a `[program:x]` section; nothing in a value is expanded. */
  readonly keys: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
  /** Whether it outlives a shutdown of the daemon. */
  readonly isSaved: boolean;
}

export type AddProgramOutcome =
  | { readonly kind: 'added' }
  /** The name is taken. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'failed'; readonly message: string };

export type ForgetProgramOutcome =
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'unknown' }
  /** It stands in a file. */
  | { readonly kind: 'configured' }
  | { readonly kind: 'still-running' }
  | { readonly kind: 'failed'; readonly message: string };

export type PlanRefusal =
  /** A sentence for each error of the configuration, with its place. Never empty. */
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }
  /** Neither in use nor in the configuration. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] }
  /** Parts of groups that change as a whole. */
  | { readonly kind: 'only-whole'; readonly names: readonly string[] };

export type PlanOutcome = { readonly kind: 'planned'; readonly plan: Plan } | PlanRefusal;

export type ApplyOutcome =
  | {
      readonly kind: 'applied';
      readonly plan: Plan;
      /** What did not become as planned; `process` is null for a whole group. */
      readonly failures: readonly {
        readonly group: string;
        readonly process: string | null;
        readonly message: string;
      }[];
    }
  | PlanRefusal;

export interface ListenerPoolFacts {
  readonly name: string;
  readonly bufferSize: number;
  readonly buffered: number;
  readonly accepted: number;
  readonly processed: number;
  readonly discarded: number;
  readonly listeners: readonly {
    readonly name: string;
    readonly state: string;
    /** Of the event that it works on. */
    readonly serial: number | null;
  }[];
}

export interface ProcessName {
  readonly group: string;
  readonly process: string;
}

export interface ProcessTally {
  readonly starts: number;
  /** Starts that failed, and exits that nobody expected. */
  readonly failures: number;
}

export type ClearLogOutcome =
  | { readonly kind: 'cleared' }
  | { readonly kind: 'no-file' }
  | { readonly kind: 'failed'; readonly errno: string };

/** What was done with the configuration. */
export type ConfigEvent =
  | {
      readonly kind: 'reread';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | {
      readonly kind: 'applied';
      /** Groups that changed in any way. */
      readonly groups: readonly string[];
      readonly failures: number;
    };

/** What the processes of one program take together, all of them as they are now. */
export interface ProgramUsage {
  readonly group: string;
  readonly name: string;
  /** CPU time in seconds, that of members who ended and were waited for included. */
  readonly cpu: number;
  /** Resident memory in bytes; pages that several members share are counted for each. */
  readonly rss: number;
  /** The share of it that is theirs, in bytes: shared pages are divided. 0 where the kernel does not tell, or was not asked. */
  readonly pss: number;
  /** Open descriptors; 0 where they are another user's and the kernel is older than 6.2. */
  readonly fds: number;
  readonly threads: number;
  readonly processes: number;
}

export interface UpgradeOutcome {
  readonly state: 'none' | 'under-way' | 'done' | 'failed';
  /** Why it failed; empty for the other states. */
  readonly problem: string;
}

export interface DaemonFacade {
  readonly pid: number;
  /** What `getSupervisorVersion` answers. */
  readonly supervisorVersion: string;
  readonly identification: string;
  /** Path of the activity log; null when it goes to syslog. */
  readonly logfile: string | null;
  clearLog(): ClearLogOutcome;
  /** Groups of the configuration that was read last, whether in use or not. */
  configuredGroups(): readonly GroupConfig[];
  /** Reads the configuration and compares it with what is in use. Starts and stops nothing. */
  reloadConfig(): ReloadOutcome | Promise<ReloadOutcome>;
  /** Reads the configuration and tells what {@link applyConfig} would do for these names, or for all. */
  planConfig(names: readonly string[]): PlanOutcome;
  /**
   * Reads the configuration and brings the named groups and processes, or all, to what it says. Resolves when what had
   * to stop has stopped and was started again. A refusal changes nothing.
   */
  applyConfig(names: readonly string[]): Promise<ApplyOutcome>;
  /** Takes a group from the configuration that was read last into use; its `autostart` members start. */
  addGroup(name: string): AddGroupOutcome | Promise<AddGroupOutcome>;
  /** Adds a program, for a caller who may. Starts nothing. */
  addProgram(program: NewProgram, caller: Caller): AddProgramOutcome;
  /** Undoes {@link addProgram}, once the program is stopped. */
  forgetProgram(name: string): ForgetProgramOutcome;
  /** Whether there is no program, in use or in the configuration. */
  isEmpty(): boolean;
  /**
   * Reads the configuration and, if it is good, begins the restart with it. A bad one changes nothing: its errors come
   * back, with their places and what to do. (Supervisor stops everything first and then ends for good.)
   */
  restart(): readonly string[];
  /**
   * Lets another build of the daemon go on in its process: the one at `path`, or with the empty path that of the running
   * one as it is now. Resolves when the build was tried, to what is wrong with it or to null.
   */
  upgrade(path: string): Promise<string | null>;
  /** What became of it, also where this build is the one that took over, or that went on after the other had failed. */
  readonly lastUpgrade: UpgradeOutcome;
  /** Why a process is in its state. Looks at logs, at files and at other processes, all of it only now. */
  explainProcess(group: string, process: ManagedProcess): Promise<Explanation>;
  /** Emits a REMOTE_COMMUNICATION event. */
  emitRemoteCommunication(type: string, data: string): void;
  /**
   * What each program with a child takes, read from the kernel after the call, in the order of the groups. Without `shares`
   * no `pss`.
   */
  programUsage(options: { readonly shares: boolean }): Promise<readonly ProgramUsage[]>;
  /** Calls `listener` after each rereading and each change of the configuration in use. */
  onConfigEvent(listener: (event: ConfigEvent) => void): void;
  /** The pools of event listeners, in the order in which they came. */
  listenerPools(): readonly ListenerPoolFacts[];
  tally(name: ProcessName): ProcessTally;
  /** Bytes that could not be written to this log. */
  lostBytes(path: string): number;
}
