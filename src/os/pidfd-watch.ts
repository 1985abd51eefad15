/**
 * Processes that are not our children: watched, signalled and asked for their exit status through pidfds, which name one
 * process for ever. Neither a timer nor a thread is needed. Sources: pidfd_open(2), pidfd_send_signal(2), epoll(7),
 * PIDFD_GET_INFO of Linux 6.15.
 *
 * All pidfds are in one epoll set. Node watches no descriptor that it cannot read, and an epoll set it can: the set
 * takes the place of a pipe's end after Node has looked at that end, and before Node's event loop does. When the set
 * becomes readable, Node's attempt to read it fails, which is the message; a new socket then takes the place of the old one.
 *
 * Where the kernel refuses a pidfd, as gVisor and the filters of older container runtimes do, the process is looked at once
 * a second: a vigild that could not start again would leave all its programs to nobody.
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ExitStatus } from '../core/exit-status.ts';
import {
  type FileDescriptor,
  fileDescriptor,
  later,
  milliseconds,
  type Pid,
  type SignalNumber,
} from '../core/units.ts';
import type { Clock, SignalOutcome, Timer } from '../supervisor/ports.ts';
import { closeOnExec } from './descriptors.ts';
import { errnoName, SystemCallError } from './errno.ts';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLLIN,
  F_DUPFD_CLOEXEC,
  O_CLOEXEC,
} from './native/files.ts';
import type { Libc } from './native.ts';
import { processGroupOf } from './process-group.ts';
import { isAlive, type ProcessIdentity, readProcess, readWaitStatus } from './process-table.ts';
import { decodeWaitStatus } from './reaper.ts';
import { type HeldProcess, signalThrough } from './signal-process.ts';

export interface PidfdWatchOptions {
  readonly libc: Libc;
  readonly clock: Clock;
  /** Told once that there are no pidfds to be had, and with which errno. */
  readonly onRefused: (errno: string) => void;
  /** A listener threw. The other exits are delivered all the same. */
  readonly onListenerError: (error: unknown) => void;
}

export type HoldOutcome =
  | { readonly kind: 'held' }
  /** It ended; the pid may be another process's by now. */
  | { readonly kind: 'gone'; readonly status: ExitStatus };

export type CopyOutcome =
  | { readonly kind: 'copied'; readonly fd: FileDescriptor }
  | { readonly kind: 'failed'; readonly errno: string };

interface Watched extends HeldProcess {
  /** Null until {@link PidfdWatch.watch}. */
  exited: ((status: ExitStatus) => void) | null;
}

/** `struct epoll_event` is packed on x86-64 only. */
const EVENT_SIZE = process.arch === 'x64' ? 12 : 16;
const DATA_OFFSET = process.arch === 'x64' ? 4 : 8;
const EVENTS_AT_ONCE = 64;
/** Between two looks at processes without a pidfd. */
const LOOK_INTERVAL = milliseconds(1000);

/** EINVAL, from Linux 6.15 on ENOENT: the number is now that of a thread of another process. */
const GONE: ReadonlySet<string> = new Set(['ESRCH', 'EINVAL', 'ENOENT']);

export class PidfdWatch {
  readonly #options: PidfdWatchOptions;
  readonly #held = new Map<Pid, Watched>();
  readonly #pids = new Map<FileDescriptor, Pid>();
  #epoll: FileDescriptor | null = null;
  /** The read end of a pipe, of which each socket gets a copy: no more descriptors are needed than the one before let go. */
  #pipeEnd: FileDescriptor | null = null;
  #isRefused = false;
  #nextLook: Timer | null = null;

  constructor(options: PidfdWatchOptions) {
    this.#options = options;
  }

  /**
   * Takes hold of the process of this identity. `gone`: it ended, and with what status where that can still be had; the
   * pid may be another process's by now, which is left alone.
   */
  hold(identity: ProcessIdentity): HoldOutcome {
    const { libc } = this.#options;
    const opened = libc.pidfd_open(identity.pid);
    const refusal = opened < 0 ? errnoName(libc.errno()) : null;
    if (refusal !== null && GONE.has(refusal)) return { kind: 'gone', status: { kind: 'unknown' } };
    const fd = refusal === null ? fileDescriptor(opened) : null;
    if (!isAlive(identity)) {
      const status = endOf(libc, { identity, fd });
      if (fd !== null) closeSync(fd);
      return { kind: 'gone', status };
    }
    this.#held.set(identity.pid, { identity, fd, exited: null });
    if (fd !== null) this.#pids.set(fd, identity.pid);
    if (refusal !== null) this.#refused(refusal);
    return { kind: 'held' };
  }

  #refused(errno: string): void {
    if (!this.#isRefused) this.#options.onRefused(errno);
    this.#isRefused = true;
  }

  /** Calls `exited` once, in a turn of its own, when the process that is held has ended. */
  watch(pid: Pid, exited: (status: ExitStatus) => void): void {
    const { libc } = this.#options;
    const held = this.#held.get(pid);
    if (held === undefined) throw new Error(`process ${pid} is not held`);
    held.exited = exited;
    if (held.fd === null) {
      this.#lookLater();
      return;
    }
    const epoll = this.#epoll ?? this.#open();
    this.#epoll = epoll;
    const event = Buffer.alloc(EVENT_SIZE);
    const view = new DataView(event.buffer, event.byteOffset);
    view.setUint32(0, EPOLLIN, true);
    view.setUint32(DATA_OFFSET, held.fd, true);
    if (libc.epoll_ctl(epoll, EPOLL_CTL_ADD, held.fd, event) !== 0) {
      throw new SystemCallError('epoll_ctl', libc.errno());
    }
  }

  /** Whether this pid is that of a process held here. */
  has(pid: Pid): boolean {
    return this.#held.has(pid);
  }

  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome {
    const { libc } = this.#options;
    const held = this.#held.get(pid);
    if (held === undefined) return { kind: 'no-such-process' };
    // A group is named by a pid alone: that the process is still there is asked right before.
    let errno = signalThrough(libc, held, toGroup ? 0 : signal);
    if (errno === null && toGroup && libc.kill(-processGroupOf(pid), signal) < 0)
      errno = errnoName(libc.errno());
    if (errno === null) return { kind: 'delivered' };
    return errno === 'ESRCH' ? { kind: 'no-such-process' } : { kind: 'failed', errno };
  }

  /** A copy of what the process has open as descriptor `target`. EBADF: nothing. Source: pidfd_getfd(2). */
  copyDescriptor(pid: Pid, target: number): CopyOutcome {
    const { libc } = this.#options;
    const held = this.#held.get(pid);
    if (held !== undefined && held.fd !== null) return copyOf(libc, held.fd, target);
    // A child of ours: its pid is its own until it is reaped.
    const opened = libc.pidfd_open(pid);
    if (opened < 0) return { kind: 'failed', errno: errnoName(libc.errno()) };
    try {
      return copyOf(libc, fileDescriptor(opened), target);
    } finally {
      closeSync(opened);
    }
  }

  #open(): FileDescriptor {
    const { libc } = this.#options;
    const epoll = libc.epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) throw new SystemCallError('epoll_create1', libc.errno());
    this.#await(fileDescriptor(epoll));
    return fileDescriptor(epoll);
  }

  #await(epoll: FileDescriptor): void {
    const { libc } = this.#options;
    this.#pipeEnd ??= this.#makePipeEnd();
    const end = libc.fcntl(this.#pipeEnd, F_DUPFD_CLOEXEC, 'int', 0);
    if (end < 0) throw new SystemCallError('fcntl', libc.errno());
    const socket = new Socket({ fd: end, readable: true, writable: false });
    if (libc.dup2(epoll, end) < 0) throw new SystemCallError('dup2', libc.errno());
    closeOnExec(libc, fileDescriptor(end));
    socket.on('error', () => {
      this.#deliver(epoll);
      this.#await(epoll);
    });
  }

  #makePipeEnd(): FileDescriptor {
    const { libc } = this.#options;
    const ends = new Int32Array(2);
    if (libc.pipe2(ends, O_CLOEXEC) !== 0) throw new SystemCallError('pipe2', libc.errno());
    const [readEnd = -1, writeEnd = -1] = ends;
    closeSync(writeEnd);
    return fileDescriptor(readEnd);
  }

  #deliver(epoll: FileDescriptor): void {
    const { libc } = this.#options;
    const events = Buffer.alloc(EVENT_SIZE * EVENTS_AT_ONCE);
    const count = libc.epoll_wait(epoll, events, EVENTS_AT_ONCE, 0);
    const view = new DataView(events.buffer, events.byteOffset);
    // All statuses first: a listener may start a process that gets the descriptor of one that was let go.
    const ended = Array.from({ length: Math.max(count, 0) }, (_, index) =>
      this.#letGo(epoll, fileDescriptor(view.getUint32(index * EVENT_SIZE + DATA_OFFSET, true))),
    );
    this.#tell(ended);
  }

  #lookLater(): void {
    const { clock } = this.#options;
    this.#nextLook ??= clock.schedule(later(clock.now(), LOOK_INTERVAL), () => {
      this.#nextLook = null;
      this.#look();
    });
  }

  /** At those that no pidfd tells of. */
  #look(): void {
    const ended: (() => void)[] = [];
    for (const [pid, held] of this.#held) {
      if (held.fd !== null || held.exited === null) continue;
      if (isAlive(held.identity)) {
        this.#lookLater();
        continue;
      }
      const status = endOf(this.#options.libc, held);
      this.#held.delete(pid);
      ended.push(() => held.exited?.(status));
    }
    this.#tell(ended);
  }

  #tell(ended: readonly (() => void)[]): void {
    for (const deliver of ended) {
      try {
        deliver();
      } catch (error) {
        this.#options.onListenerError(error);
      }
    }
  }

  #letGo(epoll: FileDescriptor, fd: FileDescriptor): () => void {
    const { libc } = this.#options;
    const pid = this.#pids.get(fd);
    const held = pid === undefined ? undefined : this.#held.get(pid);
    libc.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, Buffer.alloc(EVENT_SIZE));
    if (pid === undefined || held === undefined) return () => undefined;
    const status = exitStatusOf(libc, fd, pid);
    this.#held.delete(pid);
    this.#pids.delete(fd);
    closeSync(fd);
    return () => held.exited?.(status);
  }
}

/** `_IOWR(0xff, 11, struct pidfd_info)`, whose first version has 64 bytes. */
const PIDFD_GET_INFO = 0xc0_40_ff_0b;
const PIDFD_INFO_SIZE = 64;
const PIDFD_INFO_EXIT = 8n;
const EXIT_CODE_OFFSET = 60;

/** Of one that is not alive any more: it waits to be reaped, or its pid means nothing or another by now. */
function endOf(libc: Libc, { identity, fd }: HeldProcess): ExitStatus {
  const isIt = readProcess(identity.pid)?.startTicks === identity.startTicks;
  return isIt ? exitStatusOf(libc, fd, identity.pid) : { kind: 'unknown' };
}

/**
 * Of a process that has ended. Before it is reaped `/proc` has its status, afterwards Linux 6.15 and later keep it for
 * whoever holds a pidfd; and it may be reaped between two questions.
 */
function exitStatusOf(libc: Libc, fd: FileDescriptor | null, pid: Pid): ExitStatus {
  const status = statusOfReaped(libc, fd) ?? readWaitStatus(pid) ?? statusOfReaped(libc, fd);
  return status === null ? { kind: 'unknown' } : decodeWaitStatus(status);
}

function statusOfReaped(libc: Libc, fd: FileDescriptor | null): number | null {
  if (fd === null) return null;
  const info = Buffer.alloc(PIDFD_INFO_SIZE);
  info.writeBigUInt64LE(PIDFD_INFO_EXIT, 0);
  if (libc.ioctl(fd, PIDFD_GET_INFO, 'void *', info) !== 0) return null;
  return (info.readBigUInt64LE(0) & PIDFD_INFO_EXIT) === 0n ? null : info.readInt32LE(EXIT_CODE_OFFSET);
}

function copyOf(libc: Libc, process: FileDescriptor, target: number): CopyOutcome {
  const fd = libc.pidfd_getfd(process, target);
  return fd < 0
    ? { kind: 'failed', errno: errnoName(libc.errno()) }
    : { kind: 'copied', fd: fileDescriptor(fd) };
}
