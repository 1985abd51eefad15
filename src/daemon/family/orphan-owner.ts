import type { ExitStatus } from '../../core/exit-status.ts';
import type { Milliseconds } from '../../core/units.ts';
import type { ProcessStat } from '../../os/process-table.ts';

/** What an orphan's owner can be recognised by. */
export interface OrphanOwner {
  /** For the log. */
  readonly name: string;
  /** Whether these variables are those that its processes begin with, and no other program's do. */
  hasMarks(variables: ReadonlyMap<string, string>): boolean;
  /** What the paths of its pipes begin with. */
  readonly pipes: string;
  /** The path of its control group, null without one. */
  readonly cgroup: string | null;
  /** It was started a moment ago, and may be on its way to the background. */
  readonly isYoung: boolean;
  /** Whether a main process that ended so may have gone into the background. */
  mayHaveLeft(status: ExitStatus): boolean;
  /** It was started some seconds ago at most, and may be on its way to the background all this time. */
  readonly isOnItsWay: boolean;
  /** Whether its run had begun when a process of this age did. */
  hadBegun(age: Milliseconds): boolean;
  /** Whether the process has the name of its command. */
  isCalledLike(process: ProcessStat): boolean;
  /** Whether it saw this process among its own before. */
  hasSeen(process: ProcessStat): boolean;
  /** Whether this process, which shows no sign, is what a start left that an earlier daemon did not see through. */
  mayHaveStarted(process: ProcessStat): boolean;
  /** The orphan is its own from now on. */
  adopt(process: ProcessStat): void;
  /** One of its processes was reaped; called at the end of the turn. */
  changed(): void;
}
