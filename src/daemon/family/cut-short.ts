/**
 * What a start may have left that the end of an earlier daemon cut short. A server that goes into the background hides, and
 * the daemon to which it would have come was gone. It has begun just after the spawn, is called like the command, and has
 * come to somebody above this daemon; nobody else's marks are on it.
 */
import { basename } from 'node:path';
import { splitCommand } from '../../core/command-words.ts';
import { milliseconds } from '../../core/units.ts';
import { type ProcessStat, readEnvironment, readProcess, readProcFile } from '../../os/process-table.ts';
import { TICKS_PER_SECOND } from '../../os/process-usage.ts';

export interface CutShortStart {
  /** When the process was spawned at the earliest, in clock ticks since boot. */
  readonly sinceTicks: number;
  /** As the kernel names the process that runs the command. */
  readonly name: string;
}

/** Going into the background is the work of moments: what began longer ago did not just lose its parent so. */
export const LONGEST_DEPARTURE = milliseconds(3000);
/** What the kernel keeps of a name. Source: proc(5), `comm`. */
const NAME_SIZE = 15;

/** Null for a command that names nothing. */
export function cutShortStart(command: string, sinceTicks: number): CutShortStart | null {
  const name = commandName(command);
  return name === null ? null : { sinceTicks, name };
}

/** As the kernel names the process that runs the command; null for a command that names nothing. */
export function commandName(command: string): string | null {
  const split = splitCommand(command);
  const executable = split.kind === 'split' ? split.words[0] : undefined;
  return executable === undefined ? null : basename(executable).slice(0, NAME_SIZE);
}

export function isOfCutShortStart(process: ProcessStat, { sinceTicks, name }: CutShortStart): boolean {
  const { pid, session, startTicks } = process;
  if (process.name !== name) return false;
  if (startTicks < sinceTicks || startTicks > sinceTicks + (LONGEST_DEPARTURE * TICKS_PER_SECOND) / 1000)
    return false;
  const isDetached = session === pid || readProcess(session) === null;
  return isDetached && isAboveUs(process.parent) && isInOurCgroup(pid) && !isMarked(pid);
}

/** Orphans come to the next reaper above their daemon, which as a rule is that of its successor, too. */
function isAboveUs(pid: number): boolean {
  let above = process.ppid;
  while (above > 1 && above !== pid) above = readProcess(above)?.parent ?? 0;
  return above === pid;
}

/** A service manager gives each of its services a control group, with all that they fork. */
function isInOurCgroup(pid: number): boolean {
  return (
    readProcFile(pid, 'cgroup')?.toString('latin1') ===
    readProcFile(process.pid, 'cgroup')?.toString('latin1')
  );
}

function isMarked(pid: number): boolean {
  return (readEnvironment(pid) ?? []).some((entry) => entry.startsWith('SUPERVISOR_PROCESS_NAME='));
}
