/**
 * Programs that a vigild which is no more started, found without a record of their pids: by the names that every program
 * has in its environment, and by the pipes of this instance that it holds. Searching reads every process of the machine,
 * so it is done only where the records leave a question open.
 */
import { sep } from 'node:path';
import {
  listProcesses,
  openDescriptors,
  type ProcessIdentity,
  type ProcessStat,
  readEnvironment,
  readOpenFile,
} from './process-table.ts';

export interface SurvivingProgram extends ProcessIdentity {
  readonly group: string;
  readonly name: string;
}

/**
 * Oldest first. Main processes only: each leads the process group that vigild gave it, which its children do not. One
 * that holds pipes of somebody else, or is a child of another vigild, is somebody else's.
 */
export function findSurvivingPrograms(runDirectory: string): readonly SurvivingProgram[] {
  return listProcesses()
    .filter(({ pid, group, state }) => pid === group && state !== 'Z' && pid !== process.pid)
    .flatMap((found) => survivingProgramOf(found, runDirectory) ?? [])
    .sort((one, other) => one.startTicks - other.startTicks);
}

function survivingProgramOf(
  { pid, startTicks, parent }: ProcessStat,
  runDirectory: string,
): SurvivingProgram | null {
  const environment = readEnvironment(pid);
  const name = variableOf('SUPERVISOR_PROCESS_NAME', environment);
  const group = variableOf('SUPERVISOR_GROUP_NAME', environment);
  if (name === null || group === null) return null;
  const files = [0, 1, 2].map((fd) => readOpenFile(pid, fd) ?? '');
  const isOurs = files.some((file) => file.startsWith(runDirectory + sep));
  // A FastCGI program has no pipe as its standard input, and a daemon of its own kind has let go of all three.
  const isNobodys = files.every((file) => !isPipe(file)) && !isAnotherVigild(parent);
  return isOurs || isNobodys ? { pid, startTicks, group, name } : null;
}

function isPipe(file: string): boolean {
  return file.startsWith('pipe:') || /\.(stdin|stdout|stderr)( \(deleted\))?$/.test(file);
}

/** Each has the lock of its instance open. */
function isAnotherVigild(pid: number): boolean {
  if (pid === process.pid) return false;
  return openDescriptors(pid).some((fd) =>
    /\/vigil(-\d+)?\/[^/]+\/lock( \(deleted\))?$/.test(readOpenFile(pid, fd) ?? ''),
  );
}

function variableOf(variable: string, environment: readonly string[] | null): string | null {
  const entry = environment?.find((candidate) => candidate.startsWith(`${variable}=`));
  return entry === undefined ? null : entry.slice(variable.length + 1);
}
