/**
 * The C library as vigil sees it: every declaration, and nothing else. The library is the one this process already
 * runs on (`dlopen(NULL)`), so glibc and musl are served alike; only functions that both have, with the same meaning
 * on x86-64 and arm64, appear here. Structures are opaque buffers of at least the size that either library needs.
 *
 * Calls are synchronous only: an asynchronous one runs on another thread, where errno, buffers and credentials are
 * not what the caller sees.
 */
import { createRequire } from 'node:module';

/** Sizes of opaque structures, rounded up: glibc and musl need 80 and 336 bytes, a signal set 128. */
export const FILE_ACTIONS_SIZE = 256;
export const SPAWN_ATTRIBUTES_SIZE = 1024;
export const SIGNAL_SET_SIZE = 128;

export const POSIX_SPAWN_SETPGROUP = 0x02;
export const POSIX_SPAWN_SETSIGDEF = 0x04;
export const POSIX_SPAWN_SETSIGMASK = 0x08;
export const POSIX_SPAWN_SETSID = 0x80;

export const WNOHANG = 1;

export const F_DUPFD_CLOEXEC = 1030;
export const F_GETFD = 1;
export const F_SETFD = 2;
export const F_SETPIPE_SZ = 1031;
export const FD_CLOEXEC = 1;
export const O_CLOEXEC = 0o2000000;

export const LOCK_SH = 1;
export const LOCK_EX = 2;
export const LOCK_NB = 4;

export const PR_SET_CHILD_SUBREAPER = 36;

export const RLIMIT_NPROC = 6;
export const RLIMIT_NOFILE = 7;

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SCM_RIGHTS = 1;
export const SO_REUSEADDR = 2;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
/** The kernel lowers it to `net.core.somaxconn`. */
export const SOMAXCONN = 4096;

export const SO_PEERCRED = 17;
export const SO_ACCEPTCONN = 30;

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLLIN = 1;

/** These numbers are the same on every architecture. Neither library has functions for both calls on Debian 12. */
const SYS_PIDFD_SEND_SIGNAL = 424;
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;

export const CLOCK_BOOTTIME = 7;

export const SIG_IGN = 1;

export const LOG_USER = 8;
export const LOG_INFO = 6;

/** A `char *[]` argument; its last element is null. What is given as bytes ends with a NUL. */
export type StringVector = readonly (string | Uint8Array | null)[];

/** `struct passwd`, as far as it is of use. */
export interface PasswordEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The home directory. */
  readonly directory: string;
}

/** `struct group`, as far as it is of use. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
}

/**
 * Functions under their C names. Unless said otherwise a result of -1 is a failure that {@link Libc.errno} explains;
 * the `posix_spawn` family returns the errno itself.
 */
export interface Libc {
  /** The errno of the last call made through this object. */
  errno(): number;

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

  read(fd: number, buffer: Uint8Array, size: number): number;
  dup2(from: number, to: number): number;
  pipe2(ends: Int32Array, flags: number): number;
  fcntl(fd: number, command: number, type: 'int', argument: number): number;
  flock(fd: number, operation: number): number;
  /** `argument` is read and written in place. */
  ioctl(fd: number, request: number, type: 'void *', argument: Uint8Array): number;
  epoll_create1(flags: number): number;
  /** `event` is a `struct epoll_event`. */
  epoll_ctl(epoll: number, operation: number, fd: number, event: Uint8Array): number;
  /** Fills `events`, which has room for `count` of `struct epoll_event`. */
  epoll_wait(epoll: number, events: Uint8Array, count: number, timeout: number): number;
  mkfifo(path: string, mode: number): number;
  /** The first `size` bytes of a file, shared with whoever maps them; null is a failure. Never unmapped. */
  mapShared(fd: number, size: number): Uint8Array | null;

  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: Int32Array, size: number): number;
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, size: Uint32Array): number;
  bind(fd: number, address: Uint8Array, size: number): number;
  listen(fd: number, backlog: number): number;
  sendto(fd: number, data: Uint8Array, size: number, flags: number, to: Uint8Array, toSize: number): number;
  socketpair(domain: number, type: number, protocol: number, ends: Int32Array): number;
  /** By sendmsg(2): one byte, and the descriptor beside it. */
  sendDescriptor(socket: number, fd: number, flags: number): number;
  /** The first `struct sockaddr` of a host for stream sockets, with port 0; null when it has none of that family. */
  getaddrinfo(host: string, family: number): Uint8Array | null;

  /** Null when there is no such entry. */
  getpwnam(name: string): PasswordEntry | null;
  getpwuid(uid: number): PasswordEntry | null;
  getgrnam(name: string): GroupEntry | null;
  getgrgid(gid: number): GroupEntry | null;
  /** Fills `groups`, whose room is `count[0]`; -1 when it is too small, and then `count[0]` says what is needed. */
  getgrouplist(name: string, gid: number, groups: Uint32Array, count: Int32Array): number;

  /** Gives free memory of the heap back to the kernel, but for `keep` bytes. Only glibc has it. */
  readonly malloc_trim: ((keep: number) => number) | null;

  /** The library keeps the pointer to `ident`: the text is copied into memory that is never freed. */
  openlog(ident: string, options: number, facility: number): void;
  syslog(priority: number, format: '%s', type: 'str', text: string): void;
}

/** Loads koffi and binds the functions. A process does this once and hands the result to who needs it. */
export function openLibc(): Libc {
  const koffi = loadKoffi();
  const library = koffi.load(null);
  const declare = (prototype: string) => library.func(prototype);
  const openlog = declare('void openlog(const void *ident, int options, int facility)');
  return {
    errno: () => koffi.errno(),
    ...declareProcesses(declare),
    ...declareFiles(koffi, declare),
    ...declareSockets(koffi, declare),
    ...declareUsers(koffi, library),
    malloc_trim: hasSymbol(library, 'malloc_trim') ? declare('int malloc_trim(size_t keep)') : null,
    openlog: (ident, options, facility) => {
      const size = Buffer.byteLength(ident) + 1;
      const memory: unknown = koffi.alloc('char', size);
      koffi.encode(memory, koffi.array('char', size), ident);
      openlog(memory, options, facility);
    },
    syslog: declare('void syslog(int priority, const char *format, ...)'),
  };
}

type Koffi = typeof import('koffi');
type Declare = (prototype: string) => ReturnType<ReturnType<Koffi['load']>['func']>;

function hasSymbol(library: ReturnType<Koffi['load']>, name: string): boolean {
  try {
    library.symbol(name);
    return true;
  } catch {
    return false;
  }
}

/** Loaded on demand, since it costs 12 ms: a command that only prints its version does without. */
function loadKoffi(): Koffi {
  const require = createRequire(import.meta.url);
  return require('koffi') as Koffi;
}

function declareProcesses(declare: Declare) {
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
    signal: declare('intptr_t signal(int signal, intptr_t handler)'),
    prctl: declare('int prctl(int option, ...)'),
    setsid: declare('int setsid()'),
    clock_gettime: declare('int clock_gettime(int clock, void *time)'),
    getrlimit: declare('int getrlimit(int resource, void *limits)'),
    setrlimit: declare('int setrlimit(int resource, void *limits)'),
    prlimit: declare('int prlimit(int pid, int resource, void *limits, void *old)'),
  };
}

function declareFiles(koffi: Koffi, declare: Declare) {
  const mmap = declare(
    'intptr_t mmap(void *at, size_t size, int protection, int flags, int fd, long offset)',
  );
  return {
    read: declare('intptr_t read(int fd, void *buffer, size_t size)'),
    dup2: declare('int dup2(int from, int to)'),
    pipe2: declare('int pipe2(int *ends, int flags)'),
    fcntl: declare('int fcntl(int fd, int command, ...)'),
    ioctl: declare('int ioctl(int fd, unsigned long request, ...)'),
    epoll_create1: declare('int epoll_create1(int flags)'),
    epoll_ctl: declare('int epoll_ctl(int epoll, int operation, int fd, void *event)'),
    epoll_wait: declare('int epoll_wait(int epoll, void *events, int count, int timeout)'),
    mapShared: (fd: number, size: number) => {
      const address = mmap(null, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      return Number(address) === -1 ? null : Buffer.from(koffi.view(BigInt(address), size));
    },
    flock: declare('int flock(int fd, int operation)'),
    mkfifo: declare('int mkfifo(const char *path, uint32_t mode)'),
  };
}

function declareSockets(koffi: Koffi, declare: Declare) {
  const addrinfo = koffi.struct({
    flags: 'int',
    family: 'int',
    type: 'int',
    protocol: 'int',
    size: 'uint32_t',
    address: 'void *',
    canonicalName: 'void *',
    next: 'void *',
  });
  const lookUp = declare(
    'int getaddrinfo(const char *host, const char *service, void *hints, _Out_ void **found)',
  );
  const free = declare('void freeaddrinfo(void *found)');
  return {
    socket: declare('int socket(int domain, int type, int protocol)'),
    setsockopt: declare('int setsockopt(int fd, int level, int name, const void *value, uint32_t size)'),
    getsockopt: declare('int getsockopt(int fd, int level, int name, void *value, uint32_t *size)'),
    bind: declare('int bind(int fd, const void *address, uint32_t size)'),
    sendto: declare(
      'intptr_t sendto(int fd, const void *data, size_t size, int flags, const void *to, uint32_t toSize)',
    ),
    listen: declare('int listen(int fd, int backlog)'),
    socketpair: declare('int socketpair(int domain, int type, int protocol, int *ends)'),
    sendDescriptor: declareSendDescriptor(koffi, declare),
    getaddrinfo: (host: string, family: number) => {
      const hints = Buffer.alloc(koffi.sizeof(addrinfo));
      new Int32Array(hints.buffer, hints.byteOffset, 3).set([0, family, SOCK_STREAM]);
      const found: unknown[] = [null];
      if (lookUp(host, null, hints, found) !== 0) return null;
      const first = koffi.decode(found[0], addrinfo);
      const address = koffi.decode(first.address, koffi.array('uint8_t', first.size, 'Typed'));
      free(found[0]);
      return Uint8Array.from(address);
    },
  };
}

/**
 * All of it is in one piece of memory and made once, since only the descriptor differs. musl has smaller fields with
 * padding, which for these values is the same.
 */
function declareSendDescriptor(koffi: Koffi, declare: Declare) {
  const sendmsg = declare('intptr_t sendmsg(int socket, const void *message, int flags)');
  // Memory of its own: a small array would be in the heap, where it may be moved.
  const memory = new BigUint64Array(new ArrayBuffer(13 * 8));
  const start = koffi.address(memory);
  const [part, control, byte] = [start + 56n, start + 72n, start + 96n];
  memory.set([0n, 0n, part, 1n, control, 24n, 0n]);
  memory.set([byte, 1n], 7);
  memory.set([20n, BigInt(SOL_SOCKET) | (BigInt(SCM_RIGHTS) << 32n)], 9);
  const descriptor = new Int32Array(memory.buffer, 88, 1);
  return (socket: number, fd: number, flags: number) => {
    descriptor[0] = fd;
    return Number(sendmsg(socket, memory, flags));
  };
}

function declareUsers(koffi: Koffi, library: ReturnType<Koffi['load']>) {
  const passwd = koffi.struct({
    name: 'str',
    password: 'str',
    uid: 'uint32_t',
    gid: 'uint32_t',
    gecos: 'str',
    directory: 'str',
    shell: 'str',
  });
  const group = koffi.struct({ name: 'str', password: 'str', gid: 'uint32_t', members: 'void *' });
  const lookUp = (name: string, key: string, entry: typeof passwd) => {
    const find = library.func(name, 'void *', [key]);
    return (value: string | number) => {
      const found: unknown = find(value);
      return found === null ? null : koffi.decode(found, entry);
    };
  };
  return {
    getpwnam: lookUp('getpwnam', 'str', passwd),
    getpwuid: lookUp('getpwuid', 'uint32_t', passwd),
    getgrnam: lookUp('getgrnam', 'str', group),
    getgrgid: lookUp('getgrgid', 'uint32_t', group),
    getgrouplist: library.func('int getgrouplist(const char *name, uint32_t gid, void *groups, int *count)'),
  };
}
