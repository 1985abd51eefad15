/**
 * The configuration as the rest of vigil sees it: validated, complete, immutable. `load.ts` makes it from files;
 * nothing here knows INI. Names follow Supervisor's keys.
 */
import type { LogLevel } from '../core/log-level.ts';
import type { Bytes, Seconds, SignalNumber } from '../core/units.ts';
import type { ConfigError } from './config-error.ts';

/** Where a section or a key was written. `line` is 1-based; `file` is the path as it was opened. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
}

/** `[supervisord]`, overlaid with the command line. */
export interface DaemonConfig {
  /** Absolute path, or syslog. */
  readonly logfile: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'syslog' };
  readonly logfileMaxBytes: Bytes;
  readonly logfileBackups: number;
  readonly loglevel: LogLevel;
  /** Absolute. */
  readonly pidfile: string;
  readonly umask: number;
  readonly nodaemon: boolean;
  readonly silent: boolean;
  readonly minfds: number;
  readonly minprocs: number;
  readonly nocleanup: boolean;
  readonly childlogdir: string;
  readonly user: UserConfig | null;
  readonly directory: string | null;
  readonly stripAnsi: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly identifier: string;
  /** Auto: beside the log file. Own to vigil. */
  readonly historyfile: LogTarget;
  /** It is the main process of a container. */
  readonly container: boolean;
  /** False in a container for which no pid file was asked: its path still names the instance. */
  readonly writesPidfile: boolean;
  /** The process with whose exit the daemon ends, as it was written; null for none. */
  readonly exitWith: string | null;
  /** How long a shutdown may take; null for as long as it needs. */
  readonly shutdownTimeout: Seconds | null;
  /** For programs that do not say so themselves. */
  readonly daemonize: Daemonize;
  readonly cgroup: 'auto' | 'always' | 'never';
}

export type Daemonize = 'auto' | 'never';

/** A user to run as. `uid` and `gid` are null where look-ups were switched off (`--config-dump`). */
export interface UserConfig {
  readonly written: string;
  readonly uid: number | null;
  /** The user's primary group. */
  readonly gid: number | null;
}

/** Owner of a socket: `user[:group]`. A null id leaves that id unchanged. */
export interface OwnerConfig {
  readonly written: string;
  readonly uid: number | null;
  readonly gid: number | null;
}

export interface Credentials {
  readonly username: string;
  /** Clear text, or `{SHA}` and the hexadecimal SHA-1 of the password. */
  readonly password: string;
}

interface HttpServerBase {
  /** The section's whole name, e.g. `inet_http_server:second`. */
  readonly section: string;
  readonly credentials: Credentials | null;
  /** Of a second user, who may look and not touch. Only beside {@link credentials}. */
  readonly readOnlyCredentials: Credentials | null;
  /** Further names under which browsers reach the server, in lower case. */
  readonly allowedHosts: readonly string[];
  /** Whether `/healthz` and `/readyz` are answered without a password. */
  readonly publicHealth: boolean;
  readonly position: SourcePosition;
}

export interface InetServerConfig extends HttpServerBase {
  readonly kind: 'inet';
  /** Empty: every interface. */
  readonly host: string;
  readonly port: number;
}

export interface UnixServerConfig extends HttpServerBase {
  readonly kind: 'unix';
  /** Absolute path. */
  readonly file: string;
  readonly chmod: number;
  readonly chown: OwnerConfig | null;
}

export type HttpServerConfig = InetServerConfig | UnixServerConfig;

/** `[rpcinterface:x]` or `[ctlplugin:x]`. */
export interface PluginConfig {
  /** What follows the colon in the section's name. */
  readonly name: string;
  readonly factory: string;
  /** The other keys of the section. */
  readonly options: ReadonlyMap<string, string>;
}

export type LogTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'auto' }
  /** `~` expanded, otherwise as written; relative paths are relative to the daemon's working directory. */
  | { readonly kind: 'file'; readonly path: string };

/** The zone of the time before each line of a log. */
export type LogTimestamp = 'local' | 'utc';

/** How one output stream of a process is treated. */
export interface StreamConfig {
  readonly logfile: LogTarget;
  readonly maxBytes: Bytes;
  readonly backups: number;
  readonly captureMaxBytes: Bytes;
  readonly eventsEnabled: boolean;
  readonly syslog: boolean;
  /** Absent: the log has the bytes as they came. */
  readonly timestamp?: LogTimestamp;
}

export type Autorestart = true | false | 'unexpected';

/** One process: a `[program:x]` (or listener or FastCGI program) section expanded for one `process_num`. */
export interface ProcessConfig {
  readonly name: string;
  readonly group: string;
  /** The whole name of the section it comes from, e.g. `program:web`. */
  readonly section: string;
  readonly position: SourcePosition;
  /** Where the keys that were written stand, the same object for all processes of a section. */
  readonly origins: ReadonlyMap<string, SourcePosition>;
  readonly command: string;
  readonly directory: string | null;
  readonly umask: number | null;
  readonly priority: number;
  readonly autostart: boolean;
  readonly autorestart: Autorestart;
  readonly startsecs: Seconds;
  readonly startretries: number;
  readonly stopsignal: SignalNumber;
  readonly stopwaitsecs: Seconds;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
  readonly exitcodes: readonly number[];
  readonly user: UserConfig | null;
  readonly redirectStderr: boolean;
  /** `[supervisord] environment` overlaid with the section's own. */
  readonly environment: ReadonlyMap<string, string>;
  readonly serverurl: string | null;
  /** Whether the daemon ends when it becomes FATAL. */
  readonly critical: boolean;
  /** Listening sockets that the daemon opens and every child finds open, in this order. */
  readonly sockets: readonly SocketConfig[];
  /** The standard input of a FastCGI program in a `[group:x]`; one in a group of its own has that of the group. */
  readonly memberSocket?: SocketConfig;
  readonly stdout: StreamConfig;
  readonly stderr: StreamConfig;
  readonly family: FamilyConfig;
}

/** The processes of a program beside its main one. */
export interface FamilyConfig {
  /** Null: as `[supervisord]` says. */
  readonly daemonize: Daemonize | null;
  /** Null: what `stopasgroup` and `killasgroup` say. */
  readonly stopScope: 'process' | 'group' | 'tree' | null;
  readonly leftovers: 'clear' | 'keep';
  /** As written; relative paths are relative to the program's directory. */
  readonly pidfile: string | null;
}

interface GroupBase {
  readonly name: string;
  readonly priority: number;
  /** The section that made the group, e.g. `group:web` or `program:web`. */
  readonly section: string;
  readonly position: SourcePosition;
  /** In the order of `programs=`; those of one section sorted by priority, then name. */
  readonly processes: readonly ProcessConfig[];
}

export interface ProgramGroupConfig extends GroupBase {
  readonly kind: 'program';
}

export interface ListenerGroupConfig extends GroupBase {
  readonly kind: 'eventlistener';
  readonly bufferSize: number;
  /** Upper case, sorted, without duplicates. */
  readonly events: readonly string[];
  readonly resultHandler: string;
}

export type SocketAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** A socket that the daemon listens on for programs. */
export interface SocketConfig {
  /** As Supervisor prints it: `unix:///path` or `tcp://host:port`. */
  readonly url: string;
  readonly address: SocketAddress;
  /** Null: the program's user and that one's group, where the daemon runs as another. */
  readonly owner: OwnerConfig | null;
  /** Null for TCP. */
  readonly mode: number | null;
  /** Null: as many as the system takes. */
  readonly backlog: number | null;
}

export interface FcgiGroupConfig extends GroupBase {
  readonly kind: 'fcgi-program';
  readonly socket: SocketConfig;
}

export type GroupConfig = ProgramGroupConfig | ListenerGroupConfig | FcgiGroupConfig;

/** `[supervisorctl]`. */
export interface ControlConfig {
  /** `http://host:port` or `unix:///absolute/path`. */
  readonly serverurl: string;
  readonly prompt: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly historyFile: string | null;
}

/** A line for the activity log that belongs to reading the configuration, written once the log is open. */
export interface ConfigNotice {
  readonly level: 'warn' | 'info';
  readonly message: string;
  /** What is wrong with a key that was left out. */
  readonly leftOut?: ConfigError;
}

/** A whole configuration. */
export interface Config {
  /** The main file, as given. */
  readonly file: string;
  readonly daemon: DaemonConfig;
  /** Inet servers first, then unix ones, each kind in the order of the file. */
  readonly servers: readonly HttpServerConfig[];
  readonly rpcInterfaces: readonly PluginConfig[];
  /** Sorted by priority, then name. */
  readonly groups: readonly GroupConfig[];
  readonly supervisorctl: ControlConfig | null;
  readonly notices: readonly ConfigNotice[];
}
