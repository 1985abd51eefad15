/** Open files, and memory that is a file. */
import type { Declare, Koffi } from './library.ts';

export const F_DUPFD_CLOEXEC = 1030;
export const F_GETFD = 1;
export const F_SETFD = 2;
export const F_SETPIPE_SZ = 1031;
export const FD_CLOEXEC = 1;
export const O_CLOEXEC = 0o2000000;

export const LOCK_SH = 1;
export const LOCK_EX = 2;
export const LOCK_NB = 4;

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLLIN = 1;

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;

export interface FileCalls {
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
}

export function declareFiles(koffi: Koffi, declare: Declare) {
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
