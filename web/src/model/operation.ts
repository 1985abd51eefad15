/** What an operator asked for: what it means for each process, and when it is done there. */

import type { ProcessInfo, StateName } from '../wire.ts';
import { plural } from './format.ts';

export type OperationKind = 'start' | 'stop' | 'restart' | 'signal' | 'clear';

export type Outcome = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly message: string };

const UP: ReadonlySet<StateName> = new Set(['STARTING', 'RUNNING', 'BACKOFF', 'STOPPING']);

/** Whether it has a process, or tries to have one. */
export function isUp({ statename }: ProcessInfo): boolean {
  return UP.has(statename);
}

/** Whether its last start failed. */
export function isInTrouble({ statename }: ProcessInfo): boolean {
  return statename === 'FATAL' || statename === 'BACKOFF';
}

/** Processes for which the operation has a meaning. */
export function concerned(kind: OperationKind, processes: readonly ProcessInfo[]): readonly ProcessInfo[] {
  if (kind === 'start') return processes.filter((info) => !isUp(info));
  if (kind === 'stop') return processes.filter((info) => isUp(info) && info.statename !== 'STOPPING');
  if (kind === 'signal') return processes.filter((info) => info.pid > 0);
  return processes;
}

/** What the process's present state says about the operation; null while it is under way. */
export function outcomeOf(kind: 'start' | 'stop' | 'restart', info: ProcessInfo): Outcome | null {
  const { statename, spawnerr } = info;
  if (kind === 'stop') {
    return isUp(info) ? null : { kind: 'done' };
  }
  if (statename === 'RUNNING' || statename === 'EXITED') return { kind: 'done' };
  if (isInTrouble(info)) {
    return { kind: 'failed', message: spawnerr === '' ? statename : spawnerr };
  }
  return null;
}

/** What takes it back, where something does. */
export function undoOf(kind: OperationKind): 'start' | 'stop' | null {
  if (kind === 'stop') return 'start';
  return kind === 'start' ? 'stop' : null;
}

/** Whether to ask before: what cannot be taken back, for more than one. */
export function needsConfirmation(kind: OperationKind, count: number): boolean {
  if (kind === 'clear') return true;
  return count > 1 && kind !== 'start';
}

const WORDS = {
  start: ['Start', 'Starting', 'Started'],
  stop: ['Stop', 'Stopping', 'Stopped'],
  restart: ['Restart', 'Restarting', 'Restarted'],
  signal: ['Signal', 'Signalling', 'Signalled'],
  clear: ['Clear the logs of', 'Clearing the logs of', 'Cleared the logs of'],
} as const satisfies Record<OperationKind, readonly [string, string, string]>;

export type Tense = 'order' | 'progress' | 'past';

/** `Stopping web:web_1`, `Stopped 12 programs`. */
export function sentence(kind: OperationKind, tense: Tense, names: readonly string[]): string {
  const [order, progress, past] = WORDS[kind];
  const verb = { order, progress, past }[tense];
  const [only] = names;
  return `${verb} ${names.length === 1 && only !== undefined ? only : plural(names.length, 'program')}`;
}

export const SIGNALS = [
  'HUP',
  'INT',
  'TERM',
  'USR1',
  'USR2',
  'QUIT',
  'WINCH',
  'CONT',
  'STOP',
  'KILL',
] as const;
