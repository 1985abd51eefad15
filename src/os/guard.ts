/**
 * The guard: a shell that starts vigild again when it was killed. This process turns into it, so that no third one is
 * needed; as a subreaper, which lasts over execve(2), it keeps the killed daemon's programs in the family.
 */
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { HANDSHAKE } from './daemonize.ts';
import { keepInheritedFromChildren, surviveExec } from './descriptors.ts';
import { environmentEntries } from './environment-bytes.ts';
import { SystemCallError } from './errno.ts';
import { RLIMIT_NOFILE } from './native/processes.ts';
import type { Libc } from './native.ts';
import { becomeSubreaper } from './reaper.ts';
import { openFilesLimits } from './resource-limits.ts';
import { environmentOfShell } from './shell-environment.ts';

export interface GuardRequest {
  /** The guard's script. */
  readonly script: string;
  /** What it is to start: a program by its path, and the arguments. */
  readonly command: readonly string[];
  /** The line to the process that waits at the terminal; null in the foreground. */
  readonly handshake: FileDescriptor | null;
  /** The soft limit of open files to go back to, which Node has raised; null leaves it. */
  readonly openFiles: number | null;
}

/** How a guarded daemon was started. */
export interface Guarded {
  readonly start: 'foreground' | 'background';
  /** What the one before ended with, as a shell counts: 128 and the signal's number for a signal. Null at the first. */
  readonly diedWith: number | null;
}

/** The number that the script closes: a shell's redirections know one digit only. */
const HANDSHAKE_FD = fileDescriptor(9);

/** Does not return. */
export function becomeGuard(libc: Libc, { script, command, handshake, openFiles }: GuardRequest): never {
  // Where that is refused, the daemon says so: it asks for the same.
  becomeSubreaper(libc);
  keepInheritedFromChildren(libc);
  // Node marks them close-on-exec at its start.
  for (const standard of [0, 1, 2]) surviveExec(libc, fileDescriptor(standard));
  const limits = openFiles === null ? null : openFilesLimits(libc, openFiles);
  if (limits !== null) libc.setrlimit(RLIMIT_NOFILE, limits.child);
  const environment = environmentEntries(process.env);
  if (handshake !== null) {
    if (handshake !== HANDSHAKE_FD && libc.dup2(handshake, HANDSHAKE_FD) < 0) {
      throw new SystemCallError('dup2', libc.errno());
    }
    surviveExec(libc, HANDSHAKE_FD);
    environment.push(`${HANDSHAKE}=${HANDSHAKE_FD}`);
  }
  const start = handshake === null ? 'foreground' : 'background';
  libc.execve('/bin/sh', ['vigil-guard', script, start, ...command, null], [...environment, null]);
  throw new SystemCallError('execve /bin/sh', libc.errno());
}

export function isGuarded(environment: NodeJS.ProcessEnv): boolean {
  return environment[START] !== undefined;
}

/**
 * Takes the guard's variables out of `environment`, so that no program inherits them, and makes the rest what it was before
 * the guard, which is a shell. Null without a guard.
 */
export function takeGuarded(environment: NodeJS.ProcessEnv, parent: number): Guarded | null {
  const start = environment[START];
  const status = environment[STATUS];
  const guard = environment[PID];
  for (const name of [START, STATUS, PID]) delete environment[name];
  if (start !== 'foreground' && start !== 'background') return null;
  restore(environment, environmentOfShell(guard, parent));
  return { start, diedWith: status === undefined ? null : Number(status) };
}

function restore(environment: NodeJS.ProcessEnv, before: ReadonlyMap<string, string> | null): void {
  if (before === null) return;
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(OURS) && !before.has(name)) delete environment[name];
  }
  for (const [name, value] of before) if (!name.startsWith(OURS)) environment[name] = value;
}

const START = 'VIGIL_GUARD';
const STATUS = 'VIGIL_GUARD_STATUS';
const PID = 'VIGIL_GUARD_PID';
/** What the names of variables between processes of vigild begin with. */
const OURS = 'VIGIL_';
