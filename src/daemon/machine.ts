/** What lasts as long as this process, over restarts of the daemon within it. */
import { closeSync, openSync } from 'node:fs';
import type { ExitStatus } from '../core/exit-status.ts';
import { messages } from '../core/messages.ts';
import { errorCode, traceOf } from '../core/thrown.ts';
import { type FileDescriptor, fileDescriptor, type Pid, type SignalNumber } from '../core/units.ts';
import { SerialCounter } from '../events/event-bus.ts';
import { SystemClock } from '../os/clock.ts';
import type { Background } from '../os/daemonize.ts';
import { isListening } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';
import { ChildList } from '../os/own-children.ts';
import { type HoldOutcome, PidfdWatch } from '../os/pidfd-watch.ts';
import { processGroupOf } from '../os/process-group.ts';
import { type ProcessIdentity, readProcess } from '../os/process-table.ts';
import { becomeSubreaper, Reaper } from '../os/reaper.ts';
import { SERVICE_VARIABLES, ServiceNotifier, serviceSurroundings } from '../os/service-notifier.ts';
import { SharedSlots } from '../os/shared-slots.ts';
import { returnSpareMemory } from '../os/spare-memory.ts';
import { StartTimes } from '../os/start-times.ts';
import { openSyslog } from '../os/syslog.ts';
import type { SystemUsers } from '../os/users.ts';
import { tryWriteAll } from '../os/write-all.ts';
import { ReplySpace } from '../rpc/xmlrpc/reply-space.ts';
import type { ActivityLog, SignalOutcome } from '../supervisor/ports.ts';
import type { ConfigSource } from './config-source.ts';
import type { DaemonSignals } from './daemon-signals.ts';
import type { Orphans } from './family/orphans.ts';
import { Settling } from './settling.ts';
import { ActivationSockets, type SurvivingSocket } from './sockets/activation-sockets.ts';

const STDERR = 2;

export interface MachineParts {
  readonly libc: Libc;
  readonly users: SystemUsers;
  readonly source: ConfigSource;
  readonly environment: ReadonlyMap<string, string>;
  /** The soft limit of open files before Node raised it; null when unknown. */
  readonly originalOpenFiles: number | null;
  /** Null in the foreground. */
  readonly background: Background | null;
  readonly start: DaemonStart;
  readonly signals: DaemonSignals;
  /** Listening sockets of programs that a predecessor in this very process had open, by URL. */
  readonly inheritedSockets?: ReadonlyMap<string, FileDescriptor>;
}

/** How this daemon was started, for a build that takes its place. */
export interface DaemonStart {
  /** The directory that the command line is meant from. */
  readonly directory: string;
  readonly isGuarded: boolean;
}

export class Machine {
  readonly clock = new SystemClock();
  readonly eventSerials = new SerialCounter();
  readonly childList = new ChildList();
  readonly activationSockets: ActivationSockets;
  readonly libc: Libc;
  readonly replySpace = new ReplySpace();
  readonly startTimes: StartTimes;
  readonly settling: Settling;
  readonly users: SystemUsers;
  readonly source: ConfigSource;
  /** What programs inherit. */
  readonly environment: ReadonlyMap<string, string>;
  readonly originalOpenFiles: number | null;
  readonly background: Background | null;
  readonly start: DaemonStart;
  readonly signals: DaemonSignals;
  readonly service: ServiceNotifier;
  /** Writes a line to syslog(3), under the name that Supervisor has there. */
  readonly syslog: (line: string) => void;
  /** Processes that are not children of ours. */
  readonly #held: PidfdWatch;
  readonly #reaper: Reaper;
  /** Children of a daemon that became this one by execve(2), until somebody expects their exits. */
  readonly #inherited = new Map<Pid, InheritedChild>();
  readonly #inheritedSockets: Map<string, FileDescriptor>;
  #log: ActivityLog | null = null;
  #letGoOfSockets: () => void = () => undefined;
  #orphans: Orphans | null = null;
  #nothing: FileDescriptor | null = null;
  #slots: { readonly directory: string; readonly slots: SharedSlots } | null = null;

  constructor(parts: MachineParts) {
    this.libc = parts.libc;
    this.startTimes = new StartTimes(parts.libc);
    this.settling = new Settling(this.clock, () => {
      this.replySpace.clear();
      returnSpareMemory(parts.libc);
    });
    this.activationSockets = new ActivationSockets(parts.libc);
    this.users = parts.users;
    this.source = parts.source;
    this.syslog = openSyslog(parts.libc, 'supervisord');
    this.service = new ServiceNotifier(parts.libc, serviceSurroundings(parts.environment));
    this.environment = new Map([...parts.environment].filter(([name]) => !SERVICE_VARIABLES.includes(name)));
    this.originalOpenFiles = parts.originalOpenFiles;
    this.background = parts.background;
    this.start = parts.start;
    this.signals = parts.signals;
    this.#inheritedSockets = new Map(parts.inheritedSockets);
    this.#held = new PidfdWatch({
      libc: parts.libc,
      clock: this.clock,
      onRefused: (errno) =>
        this.#log?.log(
          'warn',
          `the kernel gives no pidfds (${errno}): ends of processes that an earlier vigild started are seen up to a second late`,
        ),
      onListenerError: (error) => this.reportBug(error),
    });
    this.#reaper = new Reaper({
      libc: parts.libc,
      onStranger: (pid, status) => this.#strangerExited(pid, status),
      onTurn: (exits) => this.#orphans?.turnBegins(exits),
      onTurnEnd: () => this.#orphans?.turnEnds(),
      onListenerError: (error) => this.reportBug(error),
    });
  }

  /** `/dev/null`, for reading and writing. Throws the file system's error. */
  get nothing(): FileDescriptor {
    this.#nothing ??= fileDescriptor(openSync('/dev/null', 'r+'));
    return this.#nothing;
  }

  /** The buffers of output streams in this run directory: the same over restarts, since what is mapped once stays so. */
  slotsIn(directory: string): SharedSlots {
    if (this.#slots?.directory !== directory) {
      this.#slots = { directory, slots: new SharedSlots(this.libc, directory) };
    }
    return this.#slots.slots;
  }

  /** Children of ours, and orphans of theirs, are collected from now on. */
  watchChildren(): void {
    const refusal = becomeSubreaper(this.libc);
    if (refusal !== null && process.pid !== 1) {
      this.#log?.log(
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

  /**
   * Takes hold of a process that an earlier daemon started, or one of those did, so that its pid means no other from now
   * on. To be called before {@link watchChildren} where it may be a child of this process. `gone`: with the exit status
   * where it can still be had.
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

  /** A copy of a listening socket that a held process has open as descriptor `target`. EBADF: it has none there. */
  copySocket(pid: Pid, target: number): SurvivingSocket {
    const copy = this.#held.copyDescriptor(pid, target);
    if (copy.kind === 'failed') return { kind: 'refused', pid, errno: copy.errno };
    if (isListening(this.libc, copy.fd)) return { kind: 'copied', fd: copy.fd };
    closeSync(copy.fd);
    return { kind: 'refused', pid, errno: 'EBADF' };
  }

  /** The listening socket of this URL that a predecessor in this very process had, once. */
  takeSocket(url: string): SurvivingSocket | null {
    const fd = this.#inheritedSockets.get(url);
    this.#inheritedSockets.delete(url);
    return fd === undefined ? null : { kind: 'copied', fd };
  }

  /** Before a restart: listening sockets that programs name stay open until {@link groupsAreBack}. */
  keepSockets(): void {
    this.#letGoOfSockets = this.activationSockets.keepAll();
  }

  /** All processes of the configuration have named their sockets: what nobody named again is closed. */
  groupsAreBack(): void {
    for (const fd of this.#inheritedSockets.values()) closeSync(fd);
    this.#inheritedSockets.clear();
    this.#letGoOfSockets();
    this.#letGoOfSockets = () => undefined;
  }

  /** Whether the exit of this process is somebody's. */
  isExpected(pid: Pid): boolean {
    return this.#reaper.isExpected(pid) || this.#held.has(pid);
  }

  /** Who knows whose the strangers are, from now on. */
  useOrphans(orphans: Orphans): void {
    this.#orphans = orphans;
  }

  /** Where exits of strangers and bugs are reported from now on. */
  useLog(log: ActivityLog | null): void {
    this.#log = log;
  }

  /** A mistake of vigild's own: said with its stack, and survived, since the programs are worth more. */
  reportBug(error: unknown): void {
    const text = `internal error: ${traceOf(error)}`;
    if (this.#log === null) tryWriteAll(STDERR, `${text}\n`);
    else this.#log.log('critical', text);
  }

  /** As a subreaper vigild gets orphans that Supervisor never sees: worth a line only where it is pid 1. */
  #strangerExited(pid: Pid, status: ExitStatus): void {
    if (this.#orphans?.reaped(pid) === 'known') return;
    this.#log?.log(process.pid === 1 ? 'info' : 'debug', messages.reapedUnknown(pid, status));
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
