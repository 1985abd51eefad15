/**
 * Going into the background. Supervisor forks late; Node, with its threads, cannot fork at all. So the first process
 * starts itself again in a session of its own and waits, and the second does the whole start with the terminal still
 * on its descriptors 0 to 2: errors are seen where they were caused. At the point where Supervisor would fork, the
 * second lets go of the terminal and tells the first, which exits 0.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import { type FileDescriptor, fileDescriptor, type Pid } from '../core/units.ts';
import { ChildSpawner } from './child-process.ts';
import { closeOnExec, surviveExec } from './descriptors.ts';
import { environmentEntries } from './environment-bytes.ts';
import { errnoName, SystemCallError } from './errno.ts';
import { O_CLOEXEC } from './native/files.ts';
import type { Libc } from './native.ts';
import { decodeWaitStatus } from './reaper.ts';

export type BackgroundOutcome =
  /** The first process is to end with this exit status: 0, or what the second one ended with. */
  | { readonly kind: 'ended'; readonly exitStatus: number }
  /** The second one has read that it is to stay in the foreground, and left: the first goes on alone. */
  | { readonly kind: 'declined' };

/** Whether the question who goes into the background is answered. */
export function isDecided(environment: NodeJS.ProcessEnv): boolean {
  return environment[HANDSHAKE] !== undefined || environment[DECIDED] !== undefined;
}

/** For this process or the program that it execs: it is the first one, and goes on alone. */
export function stayInForeground(environment: NodeJS.ProcessEnv): void {
  environment[DECIDED] = 'foreground';
}

/** Whether {@link stayInForeground} was called before. Takes its variable out of `environment`. */
export function takeDecision(environment: NodeJS.ProcessEnv): boolean {
  const isDecided = environment[DECIDED] !== undefined;
  delete environment[DECIDED];
  return isDecided;
}

/**
 * Runs this command again in the background, with additional options for Node, and blocks until it has detached,
 * declined or died.
 */
export function runInBackground(libc: Libc, nodeOptions: readonly string[]): BackgroundOutcome {
  const [readEnd, writeEnd] = openPipe(libc);
  surviveExec(libc, writeEnd);
  const pid = spawnAgain(libc, writeEnd, nodeOptions);
  closeSync(writeEnd);
  const answer = readByte(libc, readEnd);
  closeSync(readEnd);
  const exitStatus = answer === DETACHED ? 0 : waitForExit(libc, pid);
  return answer === DECLINED ? { kind: 'declined' } : { kind: 'ended', exitStatus };
}

/** A daemon's way into the background. */
export interface Background {
  /**
   * Lets go of the terminal, where there still is one. `parent-gone`: the process that waits at the terminal was killed
   * meanwhile, by a Ctrl-C for instance. `process.stdout` must not have been used before: on a terminal Node keeps it
   * open.
   */
  detach(): 'detached' | 'parent-gone';
}

/** Of a daemon that its guard started again: it has no terminal, and nobody waits. */
export const IN_BACKGROUND: Background = { detach: () => 'detached' };

/** The second process's line to the first. */
export class Handshake implements Background {
  readonly #libc: Libc;
  readonly #fd: FileDescriptor;

  constructor(libc: Libc, fd: FileDescriptor) {
    this.#libc = libc;
    this.#fd = fd;
    closeOnExec(libc, fd);
  }

  /** For a third process, which is to do what this one would have done. */
  get descriptor(): FileDescriptor {
    return this.#fd;
  }

  /** Puts `/dev/null` on descriptors 0 to 2 and lets the first process exit. */
  detach(): 'detached' | 'parent-gone' {
    const nothing = openSync('/dev/null', 'r+');
    for (const standard of [0, 1, 2]) {
      if (this.#libc.dup2(nothing, standard) < 0) throw new SystemCallError('dup2', this.#libc.errno());
    }
    closeSync(nothing);
    return this.#answer(DETACHED) ? 'detached' : 'parent-gone';
  }

  /** The configuration says `nodaemon`: the first process is to do it. This one is to end. */
  decline(): void {
    this.#answer(DECLINED);
  }

  #answer(byte: number): boolean {
    try {
      writeSync(this.#fd, Uint8Array.of(byte));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return false;
      throw error;
    } finally {
      closeSync(this.#fd);
    }
  }
}

/**
 * The handshake when this is the second process, null when it is not. Takes its variable out of `environment`, so
 * that no program inherits it.
 */
export function takeHandshake(libc: Libc, environment: NodeJS.ProcessEnv): Handshake | null {
  const text = environment[HANDSHAKE];
  delete environment[HANDSHAKE];
  if (text === undefined || !/^\d+$/.test(text)) return null;
  return new Handshake(libc, fileDescriptor(Number(text)));
}

/** What the second process may answer; no answer at all means that it has died. */
const DETACHED = 1;
const DECLINED = 2;

/** The second process could not be made. */
export class BackgroundError extends Error {
  readonly code = 'BACKGROUND';

  constructor(reason: string) {
    super(`Cannot start in the background: ${reason}`);
    this.name = 'BackgroundError';
  }
}

/** The variable that holds the number of the descriptor on which the second process reports. */
export const HANDSHAKE = 'VIGIL_HANDSHAKE_FD';

const DECIDED = 'VIGIL_PROCESS';

function openPipe(libc: Libc): readonly [FileDescriptor, FileDescriptor] {
  const ends = new Int32Array(2);
  if (libc.pipe2(ends, O_CLOEXEC) !== 0) throw new SystemCallError('pipe2', libc.errno());
  return [fileDescriptor(ends[0] as number), fileDescriptor(ends[1] as number)];
}

function spawnAgain(libc: Libc, handshake: FileDescriptor, nodeOptions: readonly string[]): Pid {
  const environment = { ...process.env, [HANDSHAKE]: String(handshake) };
  const result = new ChildSpawner({ libc, childOpenFiles: null }).spawnChild({
    path: process.execPath,
    argv: [process.argv0, ...new Set([...nodeOptions, ...process.execArgv]), ...process.argv.slice(1)],
    environment: environmentEntries(environment),
    directory: null,
    umask: null,
    stdin: fileDescriptor(0),
    stdout: fileDescriptor(1),
    stderr: fileDescriptor(2),
    sockets: [],
    processGroup: 'session',
    user: null,
  });
  if (result.kind === 'failed') throw new BackgroundError(result.message);
  return result.pid;
}

/** Null at the end of the pipe. */
function readByte(libc: Libc, fd: FileDescriptor): number | null {
  const buffer = new Uint8Array(1);
  for (;;) {
    const count = libc.read(fd, buffer, 1);
    if (count >= 0) return count === 1 ? (buffer[0] ?? null) : null;
    const errno = libc.errno();
    if (errnoName(errno) !== 'EINTR') throw new SystemCallError('read', errno);
  }
}

/** As a shell counts: 128 and the signal's number for a death by signal. */
function waitForExit(libc: Libc, pid: Pid): number {
  const status = new Int32Array(1);
  while (libc.waitpid(pid, status, 0) < 0) {
    const errno = libc.errno();
    if (errnoName(errno) !== 'EINTR') throw new SystemCallError('waitpid', errno);
  }
  const exit = decodeWaitStatus(status[0] as number);
  return exit.kind === 'exited' ? exit.code : 128 + exit.signal;
}
