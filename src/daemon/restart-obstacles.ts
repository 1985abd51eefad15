/**
 * What would end a restart after every program was stopped, as far as it can be known before: another user, a pid file that
 * another daemon has, the log file, the directory of AUTO logs, the addresses of servers and of programs' sockets, and who
 * is to own these. A host name is not looked up, since that may take long; what a program of ours has is not counted, since
 * it may be gone by then.
 */
import { accessSync, closeSync, constants, existsSync, lstatSync, openSync, unlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { Config, OwnerConfig, ProcessConfig, SocketAddress, UserConfig } from '../config/model.ts';
import { errorCode } from '../core/thrown.ts';
import { ownDescriptor } from '../logs/stream-target.ts';
import { ListeningSocketError, openListeningSocket } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';
import { portState } from '../os/port-holder.ts';
import { NOT_ROOT } from '../os/privileges.ts';
import { readProcess } from '../os/process-table.ts';
import { identityOf, isTaken } from './instance.ts';
import { refusedAutoLog } from './refused-auto-log.ts';
import { withOwner } from './sockets/program-sockets.ts';
import { addressOf, LOG_FILE_ADVICE, listenAdvice } from './start-advice.ts';
import type { StartupError } from './startup-error.ts';

interface Place {
  readonly section: string;
  readonly file: string;
  readonly line: number;
  readonly address: SocketAddress;
  /** Who a socket's file is to belong to; null: whoever makes it. */
  readonly owner: OwnerConfig | null;
}

export function restartObstacles(libc: Libc, current: Config, next: Config): readonly ConfigError[] {
  const before = placesOf(current);
  const known = new Set(before.map(({ address }) => addressText(address)));
  const owned = new Set(before.map(ownerText));
  const found = [...daemonObstacles(libc, current, next)];
  for (const place of placesOf(next)) {
    const { section, file, line, address } = place;
    const text = addressText(address);
    const facts = { code: 'conflict', file, line, section } as const;
    if (!owned.has(ownerText(place)) && !mayPlace(place)) {
      const message = `Cannot give "${text}" in section '${section}' to another owner: EPERM`;
      found.push(new ConfigError(message, { ...facts, cure: 'only root may give a file to another user' }));
      owned.add(ownerText(place));
    }
    if (known.has(text)) continue;
    known.add(text);
    const code = address.kind === 'tcp' ? tcpProblem(libc, address) : unixProblem(address.path);
    if (code === null) continue;
    const message = `Cannot listen on "${text}" in section '${section}': ${code}`;
    found.push(new ConfigError(message, { ...facts, cure: listenAdvice(code, address) }));
  }
  return found;
}

/** What `[supervisord]` asks for and cannot have. */
function daemonObstacles(libc: Libc, current: Config, next: Config): readonly ConfigError[] {
  const obstacle = (key: string, message: string, cure: string) =>
    new ConfigError(message, { code: 'conflict', file: next.file, section: 'supervisord', key, cure });
  const log = logFileProblem(next);
  const autoLog = autoLogProblem(next);
  const { pidfile } = next.daemon;
  const isOfAnother = pidfile !== current.daemon.pidfile && isTaken(libc, identityOf(pidfile, next.file));
  const taken = `Another vigild is already running with pidfile "${pidfile}"`;
  return [
    ...(mayBecome(next.daemon.user) ? [] : [obstacle('user', NOT_ROOT, 'start vigild anew, as root')]),
    ...(isOfAnother ? [obstacle('pidfile', taken, 'give this one a pidfile of its own')] : []),
    ...(log === null ? [] : [obstacle('logfile', log, LOG_FILE_ADVICE)]),
    ...(autoLog === null ? [] : [obstacle('childlogdir', autoLog.message, autoLog.details.join('; '))]),
  ];
}

/** Who gave up root, gave it up for good. */
function mayBecome(user: UserConfig | null): boolean {
  const current = process.getuid?.();
  return user === null || current === 0 || user.uid === current;
}

/** Others than root may give a file to a group of theirs at most. Source: chown(2). */
function mayPlace({ address, owner }: Place): boolean {
  const current = process.geteuid?.();
  if (address.kind === 'tcp' || owner === null || current === 0) return true;
  const { uid, gid } = owner;
  const groups = [process.getegid?.(), ...(process.getgroups?.() ?? [])];
  return (uid === null || uid === current) && (gid === null || groups.includes(gid));
}

function placesOf({ servers, groups }: Config): readonly Place[] {
  const ofServers = servers.map((server) => ({
    section: server.section,
    ...server.position,
    address: addressOf(server),
    owner: server.kind === 'unix' ? server.chown : null,
  }));
  const ofGroups = groups.flatMap((group) => {
    const { section, position } = group;
    const sockets = group.processes.flatMap((process) => {
      const shared = group.kind === 'fcgi-program' ? group.socket : process.memberSocket;
      return [...(shared ? [shared] : []), ...process.sockets].map((socket) => withOwner(socket, process));
    });
    return sockets.map(({ address, owner }) => ({ section, ...position, address, owner }));
  });
  return [...ofServers, ...ofGroups];
}

const addressText = (address: SocketAddress): string =>
  address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;

const ownerText = ({ address, owner }: Place): string =>
  `${addressText(address)} ${owner?.uid}:${owner?.gid}`;

/** The daemon opens it to append; a file that was not there is not left. */
function logFileProblem({ daemon: { logfile } }: Config): string | null {
  // What the daemon has open already it need not be able to open anew: a pipe of root's, after it gave up root.
  if (logfile.kind !== 'file' || ownDescriptor(logfile.path) !== null) return null;
  const { path } = logfile;
  const isNew = !existsSync(path);
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOCTTY, O_NONBLOCK } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0o666));
    if (isNew) unlinkSync(path);
    return null;
  } catch (error) {
    const code = errorCode(error);
    // A pipe that nobody reads in this moment.
    return code === 'ENXIO' ? null : `Cannot open log file "${path}": ${code}`;
  }
}

/** In a container such logs are shown on the console instead, as a rule. */
function autoLogProblem({ daemon, groups }: Config): StartupError | null {
  const { childlogdir, container } = daemon;
  const hasAutoLog = ({ stdout, stderr, redirectStderr }: ProcessConfig) =>
    stdout.logfile.kind === 'auto' || (!redirectStderr && stderr.logfile.kind === 'auto');
  if (container || !groups.some(({ processes }) => processes.some(hasAutoLog))) return null;
  try {
    accessSync(childlogdir, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return refusedAutoLog(error, childlogdir);
  }
}

function tcpProblem(libc: Libc, address: Extract<SocketAddress, { kind: 'tcp' }>): string | null {
  const host = address.host === '' ? '0.0.0.0' : address.host;
  if (isIP(host) === 0) return null;
  try {
    closeSync(
      openListeningSocket(libc, { address: { ...address, host }, backlog: 1, owner: null, mode: null }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof ListeningSocketError)) throw error;
    return error.code === 'EADDRINUSE' && isHeldByOurs(address.port) ? null : error.code;
  }
}

/** What listens there is not looked for: a socket that is in the way may be a leftover. */
function unixProblem(path: string): string | null {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found === undefined || found.isSocket() ? null : 'something that is no socket is there';
  } catch (error) {
    return errorCode(error);
  }
}

function isHeldByOurs(port: number): boolean {
  let { pid } = portState(port);
  while (pid !== null && pid > 1 && pid !== process.pid) pid = readProcess(pid)?.parent ?? null;
  return pid === process.pid;
}
