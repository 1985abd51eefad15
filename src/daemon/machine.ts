/** What lasts as long as this process, over restarts of the daemon within it. */
import type { ExitStatus } from '../core/exit-status.ts';
import { messages } from '../core/messages.ts';
import type { Pid } from '../core/units.ts';
import { SerialCounter } from '../events/event-bus.ts';
import { SystemClock } from '../os/clock.ts';
import type { Background } from '../os/daemonize.ts';
import type { Libc } from '../os/native.ts';
import { becomeSubreaper, Reaper } from '../os/reaper.ts';
import { SERVICE_VARIABLES, ServiceNotifier, serviceSurroundings } from '../os/service-notifier.ts';
import type { SystemUsers } from '../os/users.ts';
import type { ActivityLog } from '../supervisor/ports.ts';
import { ActivationSockets } from './activation-sockets.ts';
import type { ConfigSource } from './config-source.ts';
import type { Orphans } from './orphans.ts';

export interface MachineParts {
  readonly libc: Libc;
  readonly users: SystemUsers;
  readonly source: ConfigSource;
  readonly environment: ReadonlyMap<string, string>;
  /** The soft limit of open files before Node raised it; null when unknown. */
  readonly originalOpenFiles: number | null;
  /** Null in the foreground. */
  readonly background: Background | null;
}

export class Machine {
  readonly clock = new SystemClock();
  readonly eventSerials = new SerialCounter();
  readonly activationSockets: ActivationSockets;
  readonly libc: Libc;
  readonly users: SystemUsers;
  readonly source: ConfigSource;
  /** What programs inherit. */
  readonly environment: ReadonlyMap<string, string>;
  readonly originalOpenFiles: number | null;
  readonly background: Background | null;
  readonly service: ServiceNotifier;
  readonly #reaper: Reaper;
  #log: ActivityLog | null = null;
  #letGoOfSockets: () => void = () => undefined;
  #orphans: Orphans | null = null;

  constructor(parts: MachineParts) {
    this.libc = parts.libc;
    this.activationSockets = new ActivationSockets(parts.libc);
    this.users = parts.users;
    this.source = parts.source;
    this.service = new ServiceNotifier(parts.libc, serviceSurroundings(parts.environment));
    this.environment = new Map([...parts.environment].filter(([name]) => !SERVICE_VARIABLES.includes(name)));
    this.originalOpenFiles = parts.originalOpenFiles;
    this.background = parts.background;
    this.#reaper = new Reaper({
      libc: parts.libc,
      onStranger: (pid, status) => this.#strangerExited(pid, status),
      onTurn: (exits) => this.#orphans?.turnBegins(exits),
      onTurnEnd: () => this.#orphans?.turnEnds(),
      onListenerError: (error) => this.reportBug(error),
    });
  }

  /** Children of ours, and orphans of theirs, are collected from now on. */
  watchChildren(): void {
    becomeSubreaper(this.libc);
    this.#reaper.start();
  }

  expectExit(pid: Pid, exited: (status: ExitStatus) => void): void {
    this.#reaper.expect(pid, (_, status) => exited(status));
  }

  /** Before a restart: listening sockets that programs name stay open until {@link groupsAreBack}. */
  keepSockets(): void {
    this.#letGoOfSockets = this.activationSockets.keepAll();
  }

  /** All processes of the configuration have named their sockets: what nobody named again is closed. */
  groupsAreBack(): void {
    this.#letGoOfSockets();
    this.#letGoOfSockets = () => undefined;
  }

  isExpected(pid: Pid): boolean {
    return this.#reaper.isExpected(pid);
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
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log?.log('critical', `internal error: ${text}`);
  }

  /** As a subreaper vigild gets orphans that Supervisor never sees: worth a line only where it is pid 1. */
  #strangerExited(pid: Pid, status: ExitStatus): void {
    if (this.#orphans?.reaped(pid) === 'known') return;
    this.#log?.log(process.pid === 1 ? 'info' : 'debug', messages.reapedUnknown(pid, status));
  }
}
