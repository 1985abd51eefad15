/**
 * What a vigild tells the build that takes its place in the same process: a file in the run directory, named by a
 * variable. The state of programs is not in it: that stands in the journal, as for every successor.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import type { ServerDescriptors } from '../../http/handover.ts';

/** A program and its arguments, argv[0] first. */
export interface CommandLine {
  readonly path: string;
  readonly argv: readonly string[];
}

export interface Handover {
  readonly format: 1;
  readonly version: string;
  /** What the instance is known by. */
  readonly pidfile: string;
  /** Of the instance's lock. */
  readonly lock: readonly number[];
  /** By where they listen. */
  readonly servers: readonly (readonly [string, ServerDescriptors])[];
  /** Listening sockets of programs, by URL. */
  readonly sockets: readonly (readonly [string, number])[];
  /** Names of the groups that there were. Absent: an earlier build does not say. */
  readonly groups?: readonly string[];
  /** The directory that the command line is meant from. */
  readonly directory: string;
  readonly isInBackground: boolean;
  readonly isGuarded: boolean;
  readonly originalOpenFiles: number | null;
  /** What ran before, to go back to. */
  readonly before: CommandLine;
  /** How many seconds the earlier build takes at most until it serves. Absent: it does not know of an alarm. */
  readonly patience?: number;
  /** Why the build that was to take over did not; null on the way there. */
  readonly failure: string | null;
}

const VARIABLE = 'VIGIL_UPGRADE';

/** Answers the environment to hand on. */
export function writeHandover(path: string, handover: Handover): NodeJS.ProcessEnv {
  writeFileSync(path, JSON.stringify(handover), { mode: 0o600 });
  return { ...process.env, [VARIABLE]: path };
}

/** Whether another build ran in this process before. */
export function hasPredecessor(environment: NodeJS.ProcessEnv): boolean {
  return environment[VARIABLE] !== undefined;
}

/** Null where no other build ran in this process before. Takes the variable out, so that no program inherits it. */
export function takeHandover(
  environment: NodeJS.ProcessEnv,
): { readonly path: string; readonly handover: Handover } | null {
  const path = environment[VARIABLE];
  delete environment[VARIABLE];
  if (path === undefined) return null;
  const handover = JSON.parse(readFileSync(path, 'utf8')) as Handover;
  return { path, handover };
}

export function removeHandover(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Nobody reads it without the variable.
  }
}

/** Without the descriptors that are not what they were: a connection that ended, its number perhaps given anew. */
export function keepingDescriptors(handover: Handover, isAsBefore: (fd: number) => boolean): Handover {
  const servers = handover.servers
    .filter(([, { listening }]) => isAsBefore(listening))
    .map(([key, { listening, connections }]): (typeof handover.servers)[number] => [
      key,
      { listening, connections: connections.filter(isAsBefore) },
    ]);
  return {
    ...handover,
    lock: handover.lock.filter(isAsBefore),
    servers,
    sockets: handover.sockets.filter(([, fd]) => isAsBefore(fd)),
  };
}

export function descriptorsOf({ lock, servers, sockets }: Handover): readonly number[] {
  return [
    ...lock,
    ...servers.flatMap(([, { listening, connections }]) => [listening, ...connections]),
    ...sockets.map(([, fd]) => fd),
  ];
}
