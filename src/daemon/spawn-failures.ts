/** Why a start failed, in Supervisor's words. Source: Supervisor process.py, spawn() and get_execv_args(). */
import type { SpawnStep } from '../core/process-past.ts';
import { pythonRepr } from '../core/python-repr.ts';
import type { SpawnOutcome } from '../supervisor/ports.ts';

export type SpawnFailure = Extract<SpawnOutcome, { kind: 'spawn-failed' }>;

export function spawnError(message: string, step: SpawnStep, errno: string | null = null): SpawnFailure {
  return { kind: 'spawn-failed', failure: 'spawn-error', message, step, errno };
}

/** The command cannot be run, as looking it up told. */
export function lookUpFailed(failure: SpawnFailure['failure'], message: string): SpawnFailure {
  return { kind: 'spawn-failed', failure, message, step: 'look-up', errno: null };
}

/** The command cannot be split into words. */
export function malformedCommand(command: string, reason: string): SpawnFailure {
  return lookUpFailed('not-executable', `can't parse command ${pythonRepr(command)}: ${reason}`);
}

/** Its logs or pipes could not be opened. */
export function noPipes(name: string, errno: string): SpawnFailure {
  const message =
    errno === 'EMFILE'
      ? `too many open files to spawn '${name}'`
      : `unknown error making dispatchers for '${name}': ${errno}`;
  return spawnError(message, 'set-up', errno);
}

/** The kernel made no process. */
export function noProcess(name: string, errno: string): SpawnFailure {
  const message =
    errno === 'EAGAIN'
      ? `Too many processes in process table to spawn '${name}'`
      : `unknown error during fork for '${name}': ${errno}`;
  return spawnError(message, 'spawn', errno);
}

/** What Supervisor's child says itself, on what is its standard error by then. */
export function lastWords(message: string): string {
  return `supervisor: ${message}\nsupervisor: child process was not spawned\n`;
}
