/**
 * What `reread` reports and `update` applies: the groups of a newly read configuration against those in use.
 * Source of the comparison: Supervisor supervisord.py, diff_to_active(), and the `__eq__` methods of options.py.
 */
import type {
  FcgiGroupConfig,
  GroupConfig,
  ListenerGroupConfig,
  LogTarget,
  ProcessConfig,
  SocketConfig,
} from './model.ts';

export interface GroupDifference {
  /** In the order of the new configuration. */
  readonly added: readonly string[];
  /** In the order of the new configuration. */
  readonly changed: readonly string[];
  /** In the order of the groups in use. */
  readonly removed: readonly string[];
}

/** Where a name occurs twice in a list, only its first group counts: the others are never used. */
export function groupDifference(
  active: readonly GroupConfig[],
  next: readonly GroupConfig[],
): GroupDifference {
  const activeByName = firstByName(active);
  const nextByName = firstByName(next);
  const added: string[] = [];
  const changed: string[] = [];
  for (const [name, group] of nextByName) {
    const current = activeByName.get(name);
    if (current === undefined) added.push(name);
    else if (!isSameGroup(current, group)) changed.push(name);
  }
  const removed = [...activeByName.keys()].filter((name) => !nextByName.has(name));
  return { added, changed, removed };
}

/**
 * Whether Supervisor would leave the group alone. Owner, mode and backlog of a FastCGI socket do not count, nor does
 * a log file where either side is AUTO.
 */
export function isSameGroup(a: GroupConfig, b: GroupConfig): boolean {
  return (
    a.name === b.name &&
    a.priority === b.priority &&
    hasSameSpecifics(a, b) &&
    a.processes.length === b.processes.length &&
    a.processes.every((process, index) => isSameProcess(process, b.processes[index] as ProcessConfig))
  );
}

/** A second group of a name is never used. */
export function firstByName(groups: readonly GroupConfig[]): ReadonlyMap<string, GroupConfig> {
  const byName = new Map<string, GroupConfig>();
  for (const group of groups) if (!byName.has(group.name)) byName.set(group.name, group);
  return byName;
}

function hasSameSpecifics(a: GroupConfig, b: GroupConfig): boolean {
  if (a.kind === 'eventlistener' && b.kind === 'eventlistener') return isSamePool(a, b);
  if (a.kind === 'fcgi-program' && b.kind === 'fcgi-program') return hasSameSocket(a, b);
  return a.kind === b.kind;
}

function isSamePool(a: ListenerGroupConfig, b: ListenerGroupConfig): boolean {
  return (
    a.bufferSize === b.bufferSize && a.resultHandler === b.resultHandler && isSameList(a.events, b.events)
  );
}

function hasSameSocket(a: FcgiGroupConfig, b: FcgiGroupConfig): boolean {
  return a.socket.url === b.socket.url;
}

type Comparison = (a: ProcessConfig, b: ProcessConfig) => boolean;

const same =
  (key: keyof ProcessConfig): Comparison =>
  (a, b) =>
    a[key] === b[key];

/** Not part of what a process does: the group is compared by itself, the rest says where it was written. */
type NotCompared = 'group' | 'section' | 'position' | 'origins';

const COMPARISONS = {
  name: same('name'),
  user: hasSameUser,
  command: same('command'),
  directory: same('directory'),
  umask: same('umask'),
  priority: same('priority'),
  autostart: same('autostart'),
  autorestart: same('autorestart'),
  startsecs: same('startsecs'),
  startretries: same('startretries'),
  stdout: (a, b) => isSameStream(a.stdout, b.stdout),
  stderr: (a, b) => isSameStream(a.stderr, b.stderr),
  stopsignal: same('stopsignal'),
  stopwaitsecs: same('stopwaitsecs'),
  stopasgroup: same('stopasgroup'),
  killasgroup: same('killasgroup'),
  exitcodes: (a, b) => isSameList(a.exitcodes, b.exitcodes),
  redirectStderr: same('redirectStderr'),
  environment: (a, b) => isSameMap(a.environment, b.environment),
  serverurl: same('serverurl'),
  // A key of vigil's own: here every change counts.
  sockets: (a, b) => hasSameSockets(a.sockets, b.sockets),
  memberSocket: (a, b) => a.memberSocket?.url === b.memberSocket?.url,
  family: (a, b) =>
    a.family.daemonize === b.family.daemonize &&
    a.family.stopScope === b.family.stopScope &&
    a.family.leftovers === b.family.leftovers &&
    a.family.pidfile === b.family.pidfile,
  critical: same('critical'),
} as const satisfies Record<Exclude<keyof ProcessConfig, NotCompared>, Comparison>;

function hasSameSockets(a: readonly SocketConfig[], b: readonly SocketConfig[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ url, mode }, index) => url === b[index]?.url && mode === b[index]?.mode)
  );
}

function isSameProcess(a: ProcessConfig, b: ProcessConfig): boolean {
  return Object.values(COMPARISONS).every((isSame) => isSame(a, b));
}

function hasSameUser(a: ProcessConfig, b: ProcessConfig): boolean {
  if (a.user === null || b.user === null) return a.user === b.user;
  const isLookedUp = a.user.uid !== null && b.user.uid !== null;
  return isLookedUp ? a.user.uid === b.user.uid : a.user.written === b.user.written;
}

function isSameStream(a: ProcessConfig['stdout'], b: ProcessConfig['stdout']): boolean {
  return (
    isSameTarget(a.logfile, b.logfile) &&
    a.maxBytes === b.maxBytes &&
    a.backups === b.backups &&
    a.captureMaxBytes === b.captureMaxBytes &&
    a.eventsEnabled === b.eventsEnabled &&
    a.syslog === b.syslog &&
    a.timestamp === b.timestamp
  );
}

function isSameTarget(a: LogTarget, b: LogTarget): boolean {
  if (a.kind === 'auto' || b.kind === 'auto') return true;
  if (a.kind === 'file' && b.kind === 'file') return a.path === b.path;
  return a.kind === b.kind;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
