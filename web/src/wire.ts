/** What vigild sends: the results of its methods and the data of its events. The page knows nothing else of it. */

export type StateName =
  | 'STOPPED'
  | 'STARTING'
  | 'RUNNING'
  | 'BACKOFF'
  | 'STOPPING'
  | 'EXITED'
  | 'FATAL'
  | 'UNKNOWN';

/** Times are in whole seconds since the epoch; 0 means never. */
export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  readonly statename: StateName;
  readonly start: number;
  readonly stop: number;
  readonly now: number;
  readonly pid: number;
  readonly spawnerr: string;
  readonly exitstatus: number;
  readonly stdout_logfile: string;
  readonly stderr_logfile: string;
  readonly description: string;
  /** Starts that were not the first one. */
  readonly restarts?: number;
}

export interface DaemonInfo {
  readonly identification?: string;
  readonly version?: string;
  readonly pid?: number;
}

export interface Snapshot {
  readonly processes: readonly ProcessInfo[];
  readonly daemon?: DaemonInfo;
}

export interface StateChange {
  readonly from: StateName;
  readonly to: StateName;
  readonly info: ProcessInfo;
}

/** Of a program's whole process tree. */
export interface Usage {
  readonly name: string;
  readonly group: string;
  /** Seconds of CPU time that were used so far. */
  readonly cpu: number;
  /** Resident and proportional memory, in bytes. */
  readonly rss: number;
  readonly pss: number;
  readonly fds: number;
  readonly threads: number;
  readonly processes: number;
}

export interface EffectiveValue {
  readonly key: string;
  readonly value: string;
  /** Where the value comes from: a file and line, or the default. */
  readonly source: string;
}

/** Times are in seconds since the epoch, with a fraction. */
export interface HistoryEntry {
  readonly time: number;
  readonly kind: string;
  readonly subject: string;
  readonly description: string;
}

/** Of `vigil.getProcessTree`. */
export interface TreeEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly role: 'main' | 'member' | 'leftover';
  /** Seconds. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
}

/** Members that say nothing are left out. Times are in seconds since the epoch. */
export interface ExplanationStruct {
  readonly summary: string;
  readonly happened?: string;
  readonly rule?: { readonly text: string };
  readonly next?: { readonly text: string; readonly at?: number };
  readonly causes?: readonly { readonly text: string; readonly cure: string; readonly certainty: string }[];
  readonly output?: { readonly stream: string; readonly lines: readonly string[] };
  readonly last_command?: { readonly verb: string; readonly at: number; readonly by?: string };
}

/** Of one process, in the answer about several. */
export interface ProcessStatus {
  readonly name: string;
  readonly group: string;
  /** {@link SUCCESS}, or the number of a fault. */
  readonly status: number;
  readonly description: string;
}

export const SUCCESS = 80;

/** Of a log. */
export interface LogWritten {
  /** Of the first new byte in the file. */
  readonly offset: number;
}

export type Channel = 'stdout' | 'stderr';

/** A process by the name that methods take. */
export function namespec({ group, name }: { readonly group: string; readonly name: string }): string {
  return `${group}:${name}`;
}

/** As it is shown: a program of its own group needs no group. */
export function shownName({ group, name }: { readonly group: string; readonly name: string }): string {
  return group === name ? name : `${group}:${name}`;
}
