/** What lasts as long as this process, over restarts of the daemon within it. */
import { closeSync, openSync } from 'node:fs';
import { traceOf } from '../core/thrown.ts';
import { type FileDescriptor, fileDescriptor, type Pid } from '../core/units.ts';
import { SerialCounter } from '../events/event-bus.ts';
import { SystemClock } from '../os/clock.ts';
import type { Background } from '../os/daemonize.ts';
import { isListening } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';
import { ChildList } from '../os/own-children.ts';
import { SERVICE_VARIABLES, ServiceNotifier, serviceSurroundings } from '../os/service-notifier.ts';
import { SharedSlots } from '../os/shared-slots.ts';
import { returnSpareMemory } from '../os/spare-memory.ts';
import { StartTimes } from '../os/start-times.ts';
import { openSyslog } from '../os/syslog.ts';
import type { SystemUsers } from '../os/users.ts';
import { tryWriteAll } from '../os/write-all.ts';
import { ReplySpace } from '../rpc/xmlrpc/reply-space.ts';
import type { ActivityLog } from '../supervisor/ports.ts';
import type { ConfigSource } from './config-source.ts';
import type { DaemonSignals } from './daemon-signals.ts';
import { Settling } from './settling.ts';
import { ActivationSockets, type SurvivingSocket } from './sockets/activation-sockets.ts';
import { WatchedProcesses } from './watched-processes.ts';

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
  readonly processes: WatchedProcesses;
  /** Writes a line to syslog(3), under the name that Supervisor has there. */
  readonly syslog: (line: string) => void;
  readonly #inheritedSockets: Map<string, FileDescriptor>;
  #log: ActivityLog | null = null;
  #letGoOfSockets: () => void = () => undefined;
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
    this.processes = new WatchedProcesses({
      libc: parts.libc,
      clock: this.clock,
      log: (level, message) => this.#log?.log(level, message),
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

  /** A copy of a listening socket that a held process has open as descriptor `target`. EBADF: it has none there. */
  copySocket(pid: Pid, target: number): SurvivingSocket {
    const copy = this.processes.copyDescriptor(pid, target);
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
}
