/** What tells the processes of a program from others, and tells an operator about them. */
import { readFileSync } from 'node:fs';
import type { ProcessConfig } from '../../config/model.ts';
import { bytes, milliseconds, type Pid, type WallClockTime } from '../../core/units.ts';
import { type ProcessStat, readCommandLine, readExecutable } from '../../os/process-table.ts';
import { pageSize, TICKS_PER_SECOND } from '../../os/process-usage.ts';
import type { FamilyMember } from '../../supervisor/ports.ts';
import { serverUrlOf } from '../program-environment.ts';

const MOST_NAMED = 10;

/** What one program has in common over its processes. */
export interface ProgramFacts {
  readonly executable: string;
  readonly words: readonly string[];
}

export function programOf(pid: number): ProgramFacts | null {
  const path = readExecutable(pid);
  if (path === null) return null;
  // What was installed anew since is the same program all the same.
  const executable = path.replace(/ \(deleted\)$/, '');
  return { executable, words: firstWords(readCommandLine(pid)) };
}

/** The two that tell programs apart. What is left of a command line behind a title is empty, and no word. */
export function firstWords(words: readonly string[]): readonly string[] {
  return words[1] === '' ? words.slice(0, 1) : words.slice(0, 2);
}

/**
 * The second word names the script of an interpreter; a server that shows a title has only one. A release that is put in
 * place by changing a symbolic link is another file under the name by which the program was called.
 */
export function isSameProgram(before: ProgramFacts | null, after: ProgramFacts | null): boolean {
  if (before === null || after === null) return false;
  const [formerName, first] = before.words;
  const [name, second] = after.words;
  const hasSameName = name !== undefined && name === formerName;
  if (before.executable !== after.executable && !hasSameName) return false;
  return first === undefined || second === undefined || first === second;
}

/** With the same words, as far as they are looked at. */
export function isCalledTheSame(before: ProgramFacts, after: ProgramFacts): boolean {
  return (
    before.words.length === after.words.length && before.words.every((word, at) => word === after.words[at])
  );
}

export function readPidfile(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'latin1'), 10);
  } catch {
    return 0; // Not written yet, or not to be read: it names nobody.
  }
}

/** Whether the variables are those that a process begins with; what `environment=` sets is set last. */
export function hasMarksOf(
  config: ProcessConfig,
  serverUrl: string | null,
  variables: ReadonlyMap<string, string>,
): boolean {
  const isGiven = (name: string, value: string) =>
    variables.get(name) === (config.environment.get(name) ?? value);
  const url = serverUrlOf(config, serverUrl);
  return (
    isGiven('SUPERVISOR_PROCESS_NAME', config.name) &&
    isGiven('SUPERVISOR_GROUP_NAME', config.group) &&
    (url === null || isGiven('SUPERVISOR_SERVER_URL', url))
  );
}

export interface Roles {
  readonly main: Pid | null;
  /** Orphans of earlier runs. */
  readonly earlier: ReadonlySet<number>;
}

/** As they are shown to an operator. `startedAt` makes a time of a number of clock ticks. */
export function membersOf(
  processes: readonly ProcessStat[],
  roles: Roles,
  startedAt: (ticks: number) => WallClockTime,
): readonly FamilyMember[] {
  const page = pageSize();
  return processes.map((process) => ({
    pid: process.pid,
    parent: process.parent,
    command: commandOf(process),
    role: roleOf(process, roles),
    cpu: milliseconds(((process.userTicks + process.systemTicks) * 1000) / TICKS_PER_SECOND),
    memory: bytes(process.residentPages * page),
    startedAt: startedAt(process.startTicks),
  }));
}

function roleOf({ pid }: ProcessStat, { main, earlier }: Roles): FamilyMember['role'] {
  if (pid === main) return 'main';
  return main === null || earlier.has(pid) ? 'leftover' : 'member';
}

function commandOf({ pid, name }: ProcessStat): string {
  const words = readCommandLine(pid).filter((word) => word !== '');
  return words.length === 0 ? `[${name}]` : words.join(' ');
}

export function describeProcesses(processes: readonly ProcessStat[]): string {
  const named = processes.slice(0, MOST_NAMED).map(({ pid, name }) => `${pid} (${name})`);
  const more = processes.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
