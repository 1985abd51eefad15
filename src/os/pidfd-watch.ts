/**
 * Processes that are not our children: watched, signalled and asked for their exit status through pidfds, which name one
 * process for ever. Neither a timer nor a thread is needed. Sources: pidfd_open(2), pidfd_send_signal(2).
 *
 * Where the kernel refuses a pidfd, as gVisor and the filters of older container runtimes do, the process is looked at once
 * a second: a vigild that could not start again would leave all its programs to nobody.
 */
import { closeSync } from 'node:fs';
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
import { EpollSet } from './epoll-set.ts';
import { errnoName } from './errno.ts';
import type { Libc } from './native.ts';
import { endOf, exitStatusOf } from './pidfd-exit-status.ts';
import { processGroupOf } from './process-group.ts';
import { isAlive, type ProcessIdentity } from './process-table.ts';
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

/** Between two looks at processes without a pidfd. */
const LOOK_INTERVAL = milliseconds(1000);

/** EINVAL, from Linux 6.15 on ENOENT: the number is now that of a thread of another process. */
const GONE: ReadonlySet<string> = new Set(['ESRCH', 'EINVAL', 'ENOENT']);

export class PidfdWatch {
  readonly #options: PidfdWatchOptions;
  readonly #held = new Map<Pid, Watched>();
  readonly #pids = new Map<FileDescriptor, Pid>();
  readonly #readable: EpollSet;
  #isRefused = false;
  #nextLook: Timer | null = null;

  constructor(options: PidfdWatchOptions) {
    this.#options = options;
    this.#readable = new EpollSet(options.libc, (fds) => this.#deliver(fds));
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
    const held = this.#held.get(pid);
    if (held === undefined) throw new Error(`process ${pid} is not held`);
    held.exited = exited;
    if (held.fd === null) {
      this.#lookLater();
      return;
    }
    this.#readable.add(held.fd);
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

  /** The processes of these pidfds have ended. */
  #deliver(fds: readonly FileDescriptor[]): void {
    // All statuses first: a listener may start a process that gets the descriptor of one that was let go.
    this.#tell(fds.map((fd) => this.#letGo(fd)));
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

  #letGo(fd: FileDescriptor): () => void {
    const pid = this.#pids.get(fd);
    const held = pid === undefined ? undefined : this.#held.get(pid);
    this.#readable.remove(fd);
    if (pid === undefined || held === undefined) return () => undefined;
    const status = exitStatusOf(this.#options.libc, fd, pid);
    this.#held.delete(pid);
    this.#pids.delete(fd);
    closeSync(fd);
    return () => held.exited?.(status);
  }
}

function copyOf(libc: Libc, process: FileDescriptor, target: number): CopyOutcome {
  const fd = libc.pidfd_getfd(process, target);
  return fd < 0
    ? { kind: 'failed', errno: errnoName(libc.errno()) }
    : { kind: 'copied', fd: fileDescriptor(fd) };
}
