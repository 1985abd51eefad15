/**
 * The processes whose ends this vigild learns of, and to which it sends signals: its children; children of a daemon that
 * became this one by execve(2); and those that an earlier daemon started, which are held by a pidfd.
 */
import type { ExitStatus } from '../core/exit-status.ts';
import type { LogLevel } from '../core/log-level.ts';
import { messages } from '../core/messages.ts';
import { errorCode } from '../core/thrown.ts';
import type { Pid, SignalNumber } from '../core/units.ts';
import type { Libc } from '../os/native.ts';
import { type CopyOutcome, type HoldOutcome, PidfdWatch } from '../os/pidfd-watch.ts';
import { processGroupOf } from '../os/process-group.ts';
import { type ProcessIdentity, readProcess } from '../os/process-table.ts';
import { becomeSubreaper, Reaper } from '../os/reaper.ts';
import type { Clock, SignalOutcome } from '../supervisor/ports.ts';
import type { Orphans } from './family/orphans.ts';

interface WatchedProcessesParts {
  readonly libc: Libc;
  readonly clock: Clock;
  readonly log: (level: LogLevel, message: string) => void;
  /** What was to be told of an exit threw. */
  readonly onListenerError: (error: unknown) => void;
}

export class WatchedProcesses {
  readonly #parts: WatchedProcessesParts;
  /** Processes that are not children of ours. */
  readonly #held: PidfdWatch;
  readonly #reaper: Reaper;
  /** Children of a daemon that became this one by execve(2), until somebody expects their exits. */
  readonly #inherited = new Map<Pid, InheritedChild>();
  #orphans: Orphans | null = null;

  constructor(parts: WatchedProcessesParts) {
    const { libc, clock, log, onListenerError } = parts;
    this.#parts = parts;
    this.#held = new PidfdWatch({
      libc,
      clock,
      onRefused: (errno) =>
        log(
          'warn',
          `the kernel gives no pidfds (${errno}): ends of processes that an earlier vigild started are seen up to a second late`,
        ),
      onListenerError,
    });
    this.#reaper = new Reaper({
      libc,
      onStranger: (pid, status) => this.#strangerExited(pid, status),
      onTurn: (exits) => this.#orphans?.turnBegins(exits),
      onTurnEnd: () => this.#orphans?.turnEnds(),
      onListenerError,
    });
  }

  /** Children of ours, and orphans of theirs, are collected from now on. */
  begin(): void {
    const refusal = becomeSubreaper(this.#parts.libc);
    if (refusal !== null && process.pid !== 1) {
      this.#parts.log(
        'warn',
        `the kernel gives orphans to pid 1 alone (prctl: ${refusal}): programs that go into the background are not followed`,
      );
    }
    this.#reaper.start();
  }

  /** Of a child of ours, or of a process that is held. */
  expectExit(pid: Pid, exited: (status: ExitStatus) => void): void {
    const inherited = this.#inherited.get(pid);
    if (inherited !== undefined) {
      if (inherited.hasEnded) this.#inherited.delete(pid);
      inherited.expect(exited);
    } else if (this.#held.has(pid)) this.#held.watch(pid, exited);
    else this.#reaper.expect(pid, (_, status) => exited(status));
  }

  /** Whether the exit of this process is somebody's. */
  isExpected(pid: Pid): boolean {
    return this.#reaper.isExpected(pid) || this.#held.has(pid);
  }

  /**
   * Takes hold of a process that an earlier daemon started, or one of those did, so that its pid means no other from now
   * on. To be called before {@link begin} where it may be a child of this process. `gone`: with the exit status where it
   * can still be had.
   */
  hold(identity: ProcessIdentity): HoldOutcome {
    const found = readProcess(identity.pid);
    const isChild = found?.startTicks === identity.startTicks && found.parent === process.pid;
    if (!isChild) return this.#held.hold(identity);
    const inherited = new InheritedChild();
    this.#inherited.set(identity.pid, inherited);
    this.#reaper.expect(identity.pid, (pid, status) => {
      if (inherited.isExpected) this.#inherited.delete(pid);
      inherited.ended(status);
    });
    return { kind: 'held' };
  }

  /** Sends a signal to a child of ours or to a process that is held; to no other under its pid. */
  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome {
    if (this.#held.has(pid)) return this.#held.signal(pid, signal, toGroup);
    try {
      process.kill(toGroup ? -processGroupOf(pid) : pid, signal);
      return { kind: 'delivered' };
    } catch (error) {
      const errno = errorCode(error);
      return errno === 'ESRCH' ? { kind: 'no-such-process' } : { kind: 'failed', errno };
    }
  }

  /** A copy of what a held process has open as descriptor `target`. */
  copyDescriptor(pid: Pid, target: number): CopyOutcome {
    return this.#held.copyDescriptor(pid, target);
  }

  /** Who knows whose the strangers are, from now on. */
  useOrphans(orphans: Orphans): void {
    this.#orphans = orphans;
  }

  /** As a subreaper vigild gets orphans that Supervisor never sees: worth a line only where it is pid 1. */
  #strangerExited(pid: Pid, status: ExitStatus): void {
    if (this.#orphans?.reaped(pid) === 'known') return;
    this.#parts.log(process.pid === 1 ? 'info' : 'debug', messages.reapedUnknown(pid, status));
  }
}

/** Whose exit may come before or after somebody expects it. */
class InheritedChild {
  #status: ExitStatus | null = null;
  #exited: ((status: ExitStatus) => void) | null = null;

  get isExpected(): boolean {
    return this.#exited !== null;
  }

  get hasEnded(): boolean {
    return this.#status !== null;
  }

  expect(exited: (status: ExitStatus) => void): void {
    this.#exited = exited;
    if (this.#status !== null) exited(this.#status);
  }

  ended(status: ExitStatus): void {
    this.#status = status;
    this.#exited?.(status);
  }
}
