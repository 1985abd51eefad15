/**
 * Which keys of a process or of a group differ between two configurations, with their values as a file would say them.
 * Values that may be secret are never shown. Stricter than `reread`, whose comparison is Supervisor's: a log file that
 * was AUTO and the owner of a socket count here.
 */
import { assertNever } from '../core/assert-never.ts';
import { shortSignalName } from '../core/signals.ts';
import type {
  GroupConfig,
  LogTarget,
  ProcessConfig,
  SocketConfig,
  StreamConfig,
  UserConfig,
} from './model.ts';

/** A value as a file says it. */
export type WrittenValue = string | number | boolean;

export type KeyChange =
  /** Null: not set. */
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly from: WrittenValue | null;
      readonly to: WrittenValue | null;
    }
  | {
      readonly kind: 'hidden';
      readonly key: string;
      /** Of `environment`: which variable. */
      readonly variable: string | null;
      readonly change: 'set' | 'changed' | 'unset';
    };

export interface KeyChanges {
  readonly changes: readonly KeyChange[];
  /** Whether the process, or for a group all of its processes, must be made anew for them. */
  readonly needsRestart: boolean;
}

/** One key: how it is written, and whether a change of it needs a new process. */
interface KeyRow<Subject> {
  readonly key: string;
  readonly effect: 'restart' | 'live';
  /** Different for different values. */
  readonly written: (subject: Subject) => WrittenValue | null;
}

type ProcessRow = KeyRow<ProcessConfig>;

const restart = (key: string, written: ProcessRow['written']): ProcessRow[] => [
  { key, effect: 'restart', written },
];
const live = (key: string, written: ProcessRow['written']): ProcessRow[] => [
  { key, effect: 'live', written },
];

/** What names a process, and what has an own comparison. */
type NotARow = 'name' | 'group' | 'section' | 'position' | 'origins' | 'user' | 'environment' | 'serverurl';

/** In the order in which changes are told: first those that cost a restart. */
const PROCESS_ROWS = {
  command: restart('command', ({ command }) => command),
  directory: restart('directory', ({ directory }) => directory),
  umask: restart('umask', ({ umask }) => octal(umask)),
  sockets: [
    ...restart('sockets', ({ sockets }) => sockets.map(({ url }) => url).join(',') || null),
    ...restart('sockets_mode', ({ sockets }) => octal(socketsMode(sockets))),
  ],
  memberSocket: [
    ...restart('socket', ({ memberSocket }) => memberSocket?.url ?? null),
    ...restart('socket_owner', ({ memberSocket }) => memberSocket?.owner?.written ?? null),
    ...restart('socket_mode', ({ memberSocket }) => octal(memberSocket?.mode ?? null)),
    ...restart('socket_backlog', ({ memberSocket }) => memberSocket?.backlog ?? null),
  ],
  redirectStderr: restart('redirect_stderr', ({ redirectStderr }) => redirectStderr),
  stdout: streamRows('stdout'),
  stderr: streamRows('stderr'),
  autostart: live('autostart', ({ autostart }) => autostart),
  autorestart: live('autorestart', ({ autorestart }) => autorestart),
  startsecs: live('startsecs', ({ startsecs }) => startsecs),
  startretries: live('startretries', ({ startretries }) => startretries),
  exitcodes: live('exitcodes', ({ exitcodes }) => exitcodes.join(',')),
  stopsignal: live('stopsignal', ({ stopsignal }) => shortSignalName(stopsignal)),
  stopwaitsecs: live('stopwaitsecs', ({ stopwaitsecs }) => stopwaitsecs),
  stopasgroup: live('stopasgroup', ({ stopasgroup }) => stopasgroup),
  killasgroup: live('killasgroup', ({ killasgroup }) => killasgroup),
  critical: live('critical', ({ critical }) => critical),
  family: [
    ...live('daemonize', ({ family }) => family.daemonize),
    ...live('stop_scope', ({ family }) => family.stopScope),
    ...live('leftovers', ({ family }) => family.leftovers),
    ...live('pidfile', ({ family }) => family.pidfile),
  ],
  priority: live('priority', ({ priority }) => priority),
} as const satisfies Record<Exclude<keyof ProcessConfig, NotARow>, readonly ProcessRow[]>;

const ALL_PROCESS_ROWS: readonly ProcessRow[] = Object.values(PROCESS_ROWS).flat();

/** Every key of a process but `user`, `environment` and `serverurl`, as a file would say it; null where it is not set. */
export function writtenSettings(
  config: ProcessConfig,
): readonly { readonly key: string; readonly value: WrittenValue | null }[] {
  return ALL_PROCESS_ROWS.map(({ key, written }) => ({ key, value: written(config) }));
}

/** Of two configurations under one name. */
export function processChanges(before: ProcessConfig, after: ProcessConfig): KeyChanges {
  const others = [
    ...userChanges(before, after),
    ...environmentChanges(before, after),
    ...serverUrlChanges(before, after),
  ];
  const rows = rowChanges(ALL_PROCESS_ROWS, before, after);
  return {
    changes: [...others, ...rows.changes],
    needsRestart: rows.needsRestart || others.length > 0,
  };
}

/** Of the keys that are the group's own. */
export function groupChanges(before: GroupConfig, after: GroupConfig): KeyChanges {
  if (before.kind !== after.kind) {
    const change = { kind: 'value', key: 'section', from: before.section, to: after.section } as const;
    return { changes: [change], needsRestart: true };
  }
  return rowChanges(GROUP_ROWS, before, after);
}

function streamRows(stream: 'stdout' | 'stderr'): ProcessRow[] {
  const row = (key: string, written: (config: StreamConfig) => WrittenValue | null) =>
    restart(`${stream}_${key}`, (config) => written(config[stream]));
  return [
    ...row('logfile', ({ logfile }) => logTarget(logfile)),
    ...row('logfile_maxbytes', ({ maxBytes }) => size(maxBytes)),
    ...row('logfile_backups', ({ backups }) => backups),
    ...row('capture_maxbytes', ({ captureMaxBytes }) => size(captureMaxBytes)),
    ...row('events_enabled', ({ eventsEnabled }) => eventsEnabled),
    ...row('syslog', ({ syslog }) => syslog),
    ...row('logfile_timestamp', ({ timestamp }) => writtenTimestamp(timestamp)),
  ];
}

function writtenTimestamp(timestamp: StreamConfig['timestamp']): WrittenValue {
  if (timestamp === undefined) return false;
  return timestamp === 'local' ? true : timestamp;
}

const socketRow = (
  key: string,
  written: (socket: SocketConfig) => WrittenValue | null,
): KeyRow<GroupConfig> => ({
  key,
  effect: 'restart',
  written: (group) => (group.kind === 'fcgi-program' ? written(group.socket) : null),
});

const GROUP_ROWS: readonly KeyRow<GroupConfig>[] = [
  {
    key: 'events',
    effect: 'restart',
    written: (group) => (group.kind === 'eventlistener' ? group.events.join(',') : null),
  },
  {
    key: 'buffer_size',
    effect: 'restart',
    written: (group) => (group.kind === 'eventlistener' ? group.bufferSize : null),
  },
  {
    key: 'result_handler',
    effect: 'restart',
    written: (group) => (group.kind === 'eventlistener' ? group.resultHandler : null),
  },
  socketRow('socket', ({ url }) => url),
  socketRow('socket_owner', ({ owner }) => owner?.written ?? null),
  socketRow('socket_mode', ({ mode }) => octal(mode)),
  socketRow('socket_backlog', ({ backlog }) => backlog),
  { key: 'priority', effect: 'live', written: ({ priority }) => priority },
];

function rowChanges<Subject>(rows: readonly KeyRow<Subject>[], before: Subject, after: Subject): KeyChanges {
  const changed = rows.filter(({ written }) => written(before) !== written(after));
  return {
    changes: changed.map(({ key, written }) => ({
      kind: 'value',
      key,
      from: written(before),
      to: written(after),
    })),
    needsRestart: changed.some(({ effect }) => effect === 'restart'),
  };
}

/** Variables by name only: their values are often secrets. */
function environmentChanges(before: ProcessConfig, after: ProcessConfig): readonly KeyChange[] {
  const names = new Set([...before.environment.keys(), ...after.environment.keys()]);
  return [...names]
    .filter((name) => before.environment.get(name) !== after.environment.get(name))
    .map((variable) => ({
      kind: 'hidden',
      key: 'environment',
      variable,
      change: changeOf(before.environment.get(variable), after.environment.get(variable)),
    }));
}

/** Shown, unless there may be a password in it. */
function serverUrlChanges(before: ProcessConfig, after: ProcessConfig): readonly KeyChange[] {
  const [from, to] = [before.serverurl, after.serverurl];
  if (from === to) return [];
  if (from?.includes('@') !== true && to?.includes('@') !== true) {
    return [{ kind: 'value', key: 'serverurl', from, to }];
  }
  return [{ kind: 'hidden', key: 'serverurl', variable: null, change: changeOf(from, to) }];
}

/** One user may be written in two ways, and the machine may give a name another id. */
function userChanges({ user: from }: ProcessConfig, { user: to }: ProcessConfig): readonly KeyChange[] {
  if (from === null && to === null) return [];
  const hasSameIds = from?.uid === to?.uid && from?.gid === to?.gid;
  const hasSameName = from?.written === to?.written;
  if (hasSameIds && (hasSameName || from?.uid !== null)) return [];
  const shown = (user: UserConfig | null) => {
    if (user === null) return null;
    return hasSameName ? `${user.written} (${user.uid}:${user.gid})` : user.written;
  };
  return [{ kind: 'value', key: 'user', from: shown(from), to: shown(to) }];
}

function changeOf(
  from: string | null | undefined,
  to: string | null | undefined,
): 'set' | 'changed' | 'unset' {
  if (from == null) return 'set';
  return to == null ? 'unset' : 'changed';
}

function logTarget(target: LogTarget): string {
  switch (target.kind) {
    case 'none':
      return 'NONE';
    case 'auto':
      return 'AUTO';
    case 'file':
      return target.path;
    default:
      return assertNever(target);
  }
}

/** One key for all: that of any unix socket, null where it applies to none. */
function socketsMode(sockets: readonly SocketConfig[]): number | null {
  return sockets.find(({ mode }) => mode !== null)?.mode ?? null;
}

const UNITS = [
  [1024 ** 3, 'GB'],
  [1024 ** 2, 'MB'],
  [1024, 'KB'],
] as const;

function size(value: number): WrittenValue {
  const unit = UNITS.find(([bytes]) => value !== 0 && value % bytes === 0);
  return unit === undefined ? value : `${value / unit[0]}${unit[1]}`;
}

function octal(value: number | null): string | null {
  return value === null ? null : value.toString(8).padStart(3, '0');
}
