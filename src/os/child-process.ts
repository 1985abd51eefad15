/**
 * Starts a program with posix_spawn(3): no fork of the daemon's memory, and an exec that fails is known at once.
 *
 * A child gets what Supervisor's gets: its own process group in the daemon's session, the directory, the umask, and
 * descriptors 0, 1 and 2; no others but the sockets that it is to inherit. Node ignores SIGPIPE and raises the soft limit
 * of open files; neither reaches the child. umask and limit belong to the whole process, so they are set around the call,
 * which is synchronous.
 *
 * Another user's program is started through setpriv(1): it gives up root in the new process, never in the daemon.
 */
import { accessSync, closeSync, constants, statSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import type { FileDescriptor, Pid } from '../core/units.ts';
import { pid as toPid } from '../core/units.ts';
import type { EnvironmentEntry } from './environment-bytes.ts';
import { errnoName, SystemCallError } from './errno.ts';
import { F_DUPFD_CLOEXEC } from './native/files.ts';
import { RLIMIT_NOFILE, type StringVector } from './native/processes.ts';
import type { Libc } from './native.ts';
import { openFilesLimits } from './resource-limits.ts';
import { findSetpriv } from './setpriv.ts';
import { throughShell } from './socket-activation.ts';
import { type ChildGroup, SpawnFileActions, spawnAttributes } from './spawn-structures.ts';
import type { StartTimes } from './start-times.ts';

export interface SpawnRequest {
  /** The executable, as command look-up found it. Relative paths are relative to `directory`, as in Supervisor. */
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly environment: readonly EnvironmentEntry[];
  readonly directory: string | null;
  readonly umask: number | null;
  /** Sources of the child's descriptors 0, 1 and 2. */
  readonly stdin: FileDescriptor;
  readonly stdout: FileDescriptor;
  readonly stderr: FileDescriptor;
  /** Sources of the child's descriptors from 3 on. With any, the program also finds LISTEN_PID. */
  readonly sockets: readonly FileDescriptor[];
  /** Sources of further descriptors, of which the program is told nothing. */
  readonly inherited?: readonly FileDescriptor[];
  readonly processGroup: ChildGroup;
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

export type SpawnStage = 'user' | 'chdir' | 'exec' | 'spawn';

export type SpawnChildResult =
  | { readonly kind: 'spawned'; readonly pid: Pid }
  /**
   * `message` is Supervisor's sentence without its `supervisor: `. Stage `spawn` means that no process could be made;
   * its message is only the errno's name. For stage `user` the errno is EPERM or ENOENT.
   */
  | {
      readonly kind: 'failed';
      readonly stage: SpawnStage;
      readonly errno: string;
      readonly message: string;
    };

export interface ChildSpawnerOptions {
  readonly libc: Libc;
  /** The soft limit of open files that children start with; null leaves the daemon's own. */
  readonly childOpenFiles: number | null;
  /** Told of each child. */
  readonly startTimes?: StartTimes;
}

export class ChildSpawner {
  readonly #libc: Libc;
  readonly #attributes: Readonly<Record<ChildGroup, Uint8Array>>;
  readonly #fileActions: SpawnFileActions;
  readonly #startTimes: StartTimes | null;
  readonly #pid = new Int32Array(1);
  readonly #limits: { readonly daemon: BigUint64Array; readonly child: BigUint64Array } | null;

  constructor({ libc, childOpenFiles, startTimes }: ChildSpawnerOptions) {
    this.#libc = libc;
    this.#startTimes = startTimes ?? null;
    this.#fileActions = new SpawnFileActions(libc);
    this.#attributes = {
      own: spawnAttributes(libc, 'own'),
      session: spawnAttributes(libc, 'session'),
    };
    this.#limits = childOpenFiles === null ? null : openFilesLimits(libc, childOpenFiles);
  }

  /** Returns once the child runs its program, or has failed to. Register the pid with the reaper in the same turn. */
  spawnChild(request: SpawnRequest): SpawnChildResult {
    const executable = this.#executableFor(request);
    if (executable.kind === 'failed') return executable;
    const times = this.#startTimes;
    const before = times?.ticks() ?? null;
    const errno = this.#withUmask(request.umask, () => this.#spawn(request, executable));
    if (errno !== 0) return explainFailure(request, errnoName(errno));
    const pid = toPid(this.#pid[0] as number);
    times?.spawned(pid, before);
    return { kind: 'spawned', pid };
  }

  #executableFor(request: SpawnRequest): Executable | Failure {
    const { user, sockets } = request;
    const { path, argv } = sockets.length > 0 ? throughShell(request) : request;
    const current = process.geteuid?.();
    if (user === null || user.uid === current) return { kind: 'executable', path, argv: [...argv, null] };
    if (current !== 0) return userFailure(user.uid, 'EPERM', "Can't drop privilege as nonroot user");
    const setpriv = findSetpriv();
    if (setpriv.kind === 'missing') return userFailure(user.uid, 'ENOENT', setpriv.message);
    const switches = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--'];
    // A bare name would be searched for in PATH by setpriv.
    const file = path.includes('/') ? path : `./${path}`;
    return {
      kind: 'executable',
      path: setpriv.path,
      argv: ['setpriv', ...switches, file, ...argv.slice(1), null],
    };
  }

  #withUmask(umask: number | null, spawn: () => number): number {
    if (umask === null) return spawn();
    const previous = process.umask(umask);
    try {
      return spawn();
    } finally {
      process.umask(previous);
    }
  }

  /** Returns the errno, 0 for success. */
  #spawn(request: SpawnRequest, executable: Executable): number {
    const libc = this.#libc;
    const { stdin, stdout, stderr, sockets, inherited = [] } = request;
    const copies: number[] = [];
    try {
      const sources = this.#sourcesFor([stdin, stdout, stderr, ...sockets, ...inherited], copies);
      const actions = this.#fileActions.of(sources, request.directory);
      const environment: StringVector = [...request.environment, null];
      const attributes = this.#attributes[request.processGroup];
      return this.#withChildLimit(() =>
        libc.posix_spawn(this.#pid, executable.path, actions, attributes, executable.argv, environment),
      );
    } finally {
      for (const fd of copies) closeSync(fd);
    }
  }

  /**
   * The sources of descriptors 0, 1, 2 and so on. One below its target would be replaced before its turn, so a copy above
   * all targets takes its place; the caller closes `copies`.
   */
  #sourcesFor(wanted: readonly FileDescriptor[], copies: number[]): readonly number[] {
    return wanted.map((from, to): number => {
      if (from >= to) return from;
      const copy = this.#libc.fcntl(from, F_DUPFD_CLOEXEC, 'int', wanted.length);
      if (copy < 0) throw new SystemCallError('fcntl', this.#libc.errno());
      copies.push(copy);
      return copy;
    });
  }

  #withChildLimit(spawn: () => number): number {
    if (this.#limits === null) return spawn();
    this.#setOpenFiles(this.#limits.child);
    let errno: number;
    try {
      errno = spawn();
    } finally {
      this.#setOpenFiles(this.#limits.daemon);
    }
    return errno === EMFILE ? this.#spawnThenLimit(spawn, this.#limits.child) : errno;
  }

  /** musl opens a pipe of its own while it spawns, which a daemon with more files than the limit cannot. */
  #spawnThenLimit(spawn: () => number, limits: BigUint64Array): number {
    const errno = spawn();
    if (errno === 0) this.#libc.prlimit(this.#pid[0] as number, RLIMIT_NOFILE, limits, null);
    return errno;
  }

  #setOpenFiles(limits: BigUint64Array): void {
    if (this.#libc.setrlimit(RLIMIT_NOFILE, limits) !== 0) {
      throw new SystemCallError('setrlimit', this.#libc.errno());
    }
  }
}

interface Executable {
  readonly kind: 'executable';
  readonly path: string;
  readonly argv: StringVector;
}

type Failure = Extract<SpawnChildResult, { kind: 'failed' }>;

const EMFILE = 24;

/** posix_spawn gives one errno for every step, so the directory is tried again to learn which step it was. */
function explainFailure(request: SpawnRequest, errno: string): Failure {
  if (errno === 'EAGAIN' || errno === 'ENOMEM' || errno === 'EMFILE' || errno === 'ENFILE') {
    return { kind: 'failed', stage: 'spawn', errno, message: errno };
  }
  const { directory, argv } = request;
  if (directory !== null && directoryError(directory) === errno) {
    return { kind: 'failed', stage: 'chdir', errno, message: `couldn't chdir to ${directory}: ${errno}` };
  }
  return { kind: 'failed', stage: 'exec', errno, message: `couldn't exec ${argv[0]}: ${errno}` };
}

/** The errno that chdir(2) would give, null when it would work. */
function directoryError(directory: string): string | null {
  try {
    if (!statSync(directory).isDirectory()) return 'ENOTDIR';
    accessSync(directory, constants.X_OK);
    return null;
  } catch (error) {
    return errorCode(error);
  }
}

function userFailure(uid: number, errno: string, reason: string): Failure {
  return { kind: 'failed', stage: 'user', errno, message: `couldn't setuid to ${uid}: ${reason}` };
}
