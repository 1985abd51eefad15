/** Which process group a signal for a program's group goes to. */
import { readProcess } from './process-table.ts';

/**
 * A process that was spawned leads its own. One that took over from it may be in the group of another, which is taken
 * then; but never that of this daemon.
 */
export function processGroupOf(pid: number): number {
  const group = readProcess(pid)?.group;
  if (group === undefined || group === pid) return pid;
  return group === readProcess(process.pid)?.group ? pid : group;
}
