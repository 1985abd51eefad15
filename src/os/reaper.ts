/**
 * Collects the exit status of every child, ours or adopted: SIGCHLD, then waitpid(2) until there is nothing more.
 * It steals the children of anything else in the process, so nothing in the daemon may use `node:child_process`.
 */
import type { KnownExitStatus } from '../core/exit-status.ts';
import { type Pid, signalNumber, pid as toPid } from '../core/units.ts';
import { errnoName, SystemCallError } from './errno.ts';
import { PR_SET_CHILD_SUBREAPER, WNOHANG } from './native/processes.ts';
import type { Libc } from './native.ts';

export interface ReapedChild {
  readonly pid: Pid;
  readonly status: KnownExitStatus;
}

type ExitListener = (pid: Pid, status: KnownExitStatus) => void;

export interface ReaperOptions {
  readonly libc: Libc;
  /** A child that nobody registered: an adopted orphan, as a rule. */
  readonly onStranger: ExitListener;
  /** Called with all exits of a turn before they are delivered. */
  readonly onTurn?: (exits: readonly ReapedChild[]) => void;
  /** Called when all of them were delivered. */
  readonly onTurnEnd?: () => void;
  /** A listener threw. The other exits of the turn are delivered all the same. */
  readonly onListenerError: (error: unknown) => void;
}

export class Reaper {
  readonly #libc: Libc;
  readonly #onStranger: ExitListener;
  readonly #onTurn: (exits: readonly ReapedChild[]) => void;
  readonly #onTurnEnd: () => void;
  readonly #onListenerError: (error: unknown) => void;
  readonly #expected = new Map<Pid, ExitListener>();
  readonly #status = new Int32Array(1);

  constructor({ libc, onStranger, onTurn, onTurnEnd, onListenerError }: ReaperOptions) {
    this.#libc = libc;
    this.#onStranger = onStranger;
    this.#onTurn = onTurn ?? (() => undefined);
    this.#onTurnEnd = onTurnEnd ?? (() => undefined);
    this.#onListenerError = onListenerError;
  }

  /** From now on exits are delivered; those of before, at once. */
  start(): void {
    process.on('SIGCHLD', () => this.reapNow());
    this.reapNow();
  }

  /**
   * Registers the one listener for the exit of `pid`. Call it in the turn of the spawn: no child is reaped before
   * the event loop goes on, so none can be gone unnoticed.
   */
  expect(pid: Pid, listener: ExitListener): void {
    if (this.#expected.has(pid)) throw new Error(`the exit of process ${pid} is already expected`);
    this.#expected.set(pid, listener);
  }

  /** Reaps everything that has ended, then delivers each exit once, in the order in which the kernel gave them. */
  reapNow(): void {
    // Listeners are looked up while reaping: a listener may start a process, and the kernel may give it the pid of
    // one that is reaped but not yet delivered.
    const exits: { pid: Pid; status: KnownExitStatus; listener: ExitListener }[] = [];
    for (let pid = this.#waitOne(); pid !== null; pid = this.#waitOne()) {
      const listener = this.#expected.get(pid) ?? this.#onStranger;
      this.#expected.delete(pid);
      exits.push({ pid, status: decodeWaitStatus(this.#status[0] as number), listener });
    }
    if (exits.length === 0) return;
    this.#guarded(() => this.#onTurn(exits));
    for (const { pid, status, listener } of exits) this.#guarded(() => listener(pid, status));
    this.#guarded(this.#onTurnEnd);
  }

  /** Whether the exit of this child is somebody's. */
  isExpected(pid: Pid): boolean {
    return this.#expected.has(pid);
  }

  #guarded(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onListenerError(error);
    }
  }

  /** The pid of one ended child, whose wait status is then in `#status`; null when there is none. */
  #waitOne(): Pid | null {
    for (;;) {
      const pid = this.#libc.waitpid(-1, this.#status, WNOHANG);
      if (pid > 0) return toPid(pid);
      if (pid === 0) return null;
      const errno = this.#libc.errno();
      if (errnoName(errno) === 'ECHILD') return null;
      if (errnoName(errno) !== 'EINTR') throw new SystemCallError('waitpid', errno);
    }
  }
}

/** Reads a wait status as the macros of `<sys/wait.h>` do on Linux. */
export function decodeWaitStatus(status: number): KnownExitStatus {
  const signal = status & 0x7f;
  if (signal === 0) return { kind: 'exited', code: (status >> 8) & 0xff };
  return { kind: 'signaled', signal: signalNumber(signal), coreDumped: (status & 0x80) !== 0 };
}

/**
 * Orphans among the descendants become children of this process instead of pid 1's. Returns the errno where the kernel refuses,
 * as WSL 1 does, and null otherwise. Source: prctl(2).
 */
export function becomeSubreaper(libc: Libc): string | null {
  return libc.prctl(PR_SET_CHILD_SUBREAPER, 'ulong', 1) === 0 ? null : errnoName(libc.errno());
}
