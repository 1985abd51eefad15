/** Processes, as the C library makes, signals and asks for them, and what belongs to a process as a whole: limits, clocks. */
import type { Declare } from './library.ts';

/** Sizes of opaque structures, rounded up: glibc and musl need 80 and 336 bytes, a signal set 128. */
export const FILE_ACTIONS_SIZE = 256;
export const SPAWN_ATTRIBUTES_SIZE = 1024;
export const SIGNAL_SET_SIZE = 128;

export const POSIX_SPAWN_SETPGROUP = 0x02;
export const POSIX_SPAWN_SETSIGDEF = 0x04;
export const POSIX_SPAWN_SETSIGMASK = 0x08;
export const POSIX_SPAWN_SETSID = 0x80;

export const WNOHANG = 1;

export const PR_SET_CHILD_SUBREAPER = 36;

export const RLIMIT_NPROC = 6;
export const RLIMIT_NOFILE = 7;

export const CLOCK_BOOTTIME = 7;

export const SIG_IGN = 1;

/** These numbers are the same on every architecture. Neither library has functions for both calls on Debian 12. */
const SYS_PIDFD_SEND_SIGNAL = 424;
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

/** A `char *[]` argument; its last element is null. What is given as bytes ends with a NUL. */
export type StringVector = readonly (string | Uint8Array | null)[];

/** The `posix_spawn` family returns the errno itself. */
export interface ProcessCalls {
  posix_spawn(
    pid: Int32Array,
    path: string,
    fileActions: Uint8Array,
    attributes: Uint8Array,
    argv: StringVector,
    environment: StringVector,
  ): number;
  posix_spawn_file_actions_init(fileActions: Uint8Array): number;
  posix_spawn_file_actions_destroy(fileActions: Uint8Array): number;
  posix_spawn_file_actions_adddup2(fileActions: Uint8Array, from: number, to: number): number;
  posix_spawn_file_actions_addchdir_np(fileActions: Uint8Array, path: string): number;
  posix_spawnattr_init(attributes: Uint8Array): number;
  posix_spawnattr_setflags(attributes: Uint8Array, flags: number): number;
  posix_spawnattr_setpgroup(attributes: Uint8Array, group: number): number;
  posix_spawnattr_setsigdefault(attributes: Uint8Array, signals: Uint8Array): number;
  posix_spawnattr_setsigmask(attributes: Uint8Array, signals: Uint8Array): number;
  sigemptyset(signals: Uint8Array): number;
  sigfillset(signals: Uint8Array): number;
  execve(path: string, argv: StringVector, environment: StringVector): number;

  waitpid(pid: number, status: Int32Array, options: number): number;
  kill(pid: number, signal: number): number;
  /** SIGALRM after so many seconds, also after an execve(2); 0 calls it off. */
  alarm(seconds: number): number;
  /** Does not return. */
  _exit(status: number): void;
  /** `handler` is SIG_DFL or SIG_IGN. */
  signal(signal: number, handler: number): number;
  prctl(option: number, type: 'ulong', argument: number): number;
  setsid(): number;
  /** `time` is a `struct timespec`. */
  clock_gettime(clock: number, time: BigInt64Array): number;
  /** A descriptor that means this process even after its pid has gone to another one; readable once it has ended. */
  pidfd_open(pid: number): number;
  pidfd_send_signal(fd: number, signal: number): number;
  /** A descriptor of ours for what the process has open as `target`; close-on-exec. */
  pidfd_getfd(fd: number, target: number): number;

  /** `limits` holds the soft and the hard limit. */
  getrlimit(resource: number, limits: BigUint64Array): number;
  setrlimit(resource: number, limits: BigUint64Array): number;
  prlimit(pid: number, resource: number, limits: BigUint64Array, old: null): number;
}

export function declareProcesses(declare: Declare) {
  const attributes = 'void *attributes';
  const actions = 'void *actions';
  const systemCall = declare('long syscall(long number, ...)');
  return {
    pidfd_open: (pid: number) => Number(systemCall(SYS_PIDFD_OPEN, 'int', pid, 'uint', 0)),
    pidfd_send_signal: (fd: number, signal: number) =>
      Number(systemCall(SYS_PIDFD_SEND_SIGNAL, 'int', fd, 'int', signal, 'void *', null, 'uint', 0)),
    pidfd_getfd: (fd: number, target: number) =>
      Number(systemCall(SYS_PIDFD_GETFD, 'int', fd, 'int', target, 'uint', 0)),
    posix_spawn: declare(
      `int posix_spawn(int *pid, const char *path, ${actions}, ${attributes}, const char **argv, const char **env)`,
    ),
    posix_spawn_file_actions_init: declare(`int posix_spawn_file_actions_init(${actions})`),
    posix_spawn_file_actions_destroy: declare(`int posix_spawn_file_actions_destroy(${actions})`),
    posix_spawn_file_actions_adddup2: declare(
      `int posix_spawn_file_actions_adddup2(${actions}, int from, int to)`,
    ),
    posix_spawn_file_actions_addchdir_np: declare(
      `int posix_spawn_file_actions_addchdir_np(${actions}, const char *path)`,
    ),
    posix_spawnattr_init: declare(`int posix_spawnattr_init(${attributes})`),
    posix_spawnattr_setflags: declare(`int posix_spawnattr_setflags(${attributes}, short flags)`),
    posix_spawnattr_setpgroup: declare(`int posix_spawnattr_setpgroup(${attributes}, int group)`),
    posix_spawnattr_setsigdefault: declare(`int posix_spawnattr_setsigdefault(${attributes}, void *signals)`),
    posix_spawnattr_setsigmask: declare(`int posix_spawnattr_setsigmask(${attributes}, void *signals)`),
    sigemptyset: declare('int sigemptyset(void *signals)'),
    sigfillset: declare('int sigfillset(void *signals)'),
    execve: declare('int execve(const char *path, const char **argv, const char **env)'),
    waitpid: declare('int waitpid(int pid, int *status, int options)'),
    kill: declare('int kill(int pid, int signal)'),
    alarm: declare('unsigned int alarm(unsigned int seconds)'),
    _exit: declare('void _exit(int status)'),
    signal: declare('intptr_t signal(int signal, intptr_t handler)'),
    prctl: declare('int prctl(int option, ...)'),
    setsid: declare('int setsid()'),
    clock_gettime: declare('int clock_gettime(int clock, void *time)'),
    getrlimit: declare('int getrlimit(int resource, void *limits)'),
    setrlimit: declare('int setrlimit(int resource, void *limits)'),
    prlimit: declare('int prlimit(int pid, int resource, void *limits, void *old)'),
  };
}
