/**
 * An explanation as the API answers it: `vigil.explainProcess`, `vigilctl explain --json`, the page. Members that say
 * nothing are left out, since not every client knows nil. Times are whole seconds since 1970.
 */

/** How a cure begins that knows no better than what the program has written. */
export const SEE_ITS_LOG = 'see its log: ';

export type Certainty = 'certain' | 'likely' | 'possible';

export interface Cause {
  /** One word, for software that reads explanations; docs/explain.md lists them. */
  readonly kind: string;
  /** One line. */
  readonly text: string;
  /** What to do; one line. */
  readonly cure: string;
  readonly certainty: Certainty;
}

export interface Explanation {
  readonly group: string;
  readonly name: string;
  readonly state: string;
  /** When the state was entered. */
  readonly since?: number;
  readonly pid?: number;
  /** The most important sentence: the first cause, or what happened. */
  readonly summary: string;
  /** What happened last. */
  readonly happened: string;
  /** How the last run or the last attempt to start ended. */
  readonly last_end?: LastEndStruct;
  /** The setting that led to the state. */
  readonly rule: { readonly keys: readonly string[]; readonly text: string };
  readonly next: { readonly text: string; readonly at?: number };
  /** The likeliest first; empty when all is well, or nothing is known. */
  readonly causes: readonly Cause[];
  readonly output?: { readonly stream: string; readonly logfile: string; readonly lines: readonly string[] };
  /** Processes of runs that are over, which live on. */
  readonly left_behind?: {
    readonly text: string;
    readonly cure: string;
    readonly processes: readonly { readonly pid: number; readonly command: string }[];
  };
  readonly last_command?: { readonly verb: string; readonly at: number; readonly by?: string };
}

export type LastEndStruct =
  | {
      readonly kind: 'exited';
      readonly at: number;
      readonly code: number;
      readonly pid?: number;
      readonly uptime_ms: number;
    }
  | {
      readonly kind: 'signaled';
      readonly at: number;
      readonly signal: string;
      readonly core_dumped: boolean;
      readonly pid?: number;
      readonly uptime_ms: number;
    }
  /** Nobody saw the exit. */
  | { readonly kind: 'unknown'; readonly at: number; readonly pid?: number; readonly uptime_ms: number }
  | {
      readonly kind: 'spawn-failed';
      readonly at: number;
      readonly step: string;
      readonly errno?: string;
      readonly message: string;
    };
