/**
 * What would end a restart after every program was stopped, as far as it can be known before: another user, the log file,
 * the directory of AUTO logs, the addresses of servers and of programs' sockets. A host name is not looked up, since that may take long; what a program
 * of ours has is not counted, since it may be gone by then.
 */
import { accessSync, closeSync, constants, existsSync, lstatSync, openSync, unlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { Config, ProcessConfig, SocketAddress, UserConfig } from '../config/model.ts';
import { errorCode } from '../core/thrown.ts';
import { ownDescriptor } from '../logs/stream-target.ts';
import { ListeningSocketError, openListeningSocket } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';
import { portState } from '../os/port-holder.ts';
import { NOT_ROOT } from '../os/privileges.ts';
import { readProcess } from '../os/process-table.ts';
import { refusedAutoLog } from './refused-auto-log.ts';
import { addressOf, LOG_FILE_ADVICE, listenAdvice } from './start-advice.ts';
import type { StartupError } from './startup-error.ts';

interface Place {
  readonly section: string;
  readonly file: string;
  readonly line: number;
  readonly address: SocketAddress;
}

export function restartObstacles(libc: Libc, current: Config, next: Config): readonly ConfigError[] {
  const known = new Set(placesOf(current).map(({ address }) => addressText(address)));
  const found = [...daemonObstacles(next)];
  for (const { section, file, line, address } of placesOf(next)) {
    const text = addressText(address);
    if (known.has(text)) continue;
    known.add(text);
    const code = address.kind === 'tcp' ? tcpProblem(libc, address) : unixProblem(address.path);
    if (code === null) continue;
    const message = `Cannot listen on "${text}" in section '${section}': ${code}`;
    const cure = listenAdvice(code, address);
    found.push(new ConfigError(message, { code: 'conflict', file, line, section, cure }));
  }
  return found;
}

/** What `[supervisord]` asks for and cannot have. */
function daemonObstacles(next: Config): readonly ConfigError[] {
  const obstacle = (key: string, message: string, cure: string) =>
    new ConfigError(message, { code: 'conflict', file: next.file, section: 'supervisord', key, cure });
  const log = logFileProblem(next);
  const autoLog = autoLogProblem(next);
  return [
    ...(mayBecome(next.daemon.user) ? [] : [obstacle('user', NOT_ROOT, 'start vigild anew, as root')]),
    ...(log === null ? [] : [obstacle('logfile', log, LOG_FILE_ADVICE)]),
    ...(autoLog === null ? [] : [obstacle('childlogdir', autoLog.message, autoLog.details.join('; '))]),
  ];
}

/** Who gave up root, gave it up for good. */
function mayBecome(user: UserConfig | null): boolean {
  const current = process.getuid?.();
  return user === null || current === 0 || user.uid === current;
}

function placesOf({ servers, groups }: Config): readonly Place[] {
  const ofServers = servers.map((server) => ({
    section: server.section,
    ...server.position,
    address: addressOf(server),
  }));
  const ofGroups = groups.flatMap((group) => {
    const shared = group.kind === 'fcgi-program' ? [group.socket] : [];
    const own = group.processes.flatMap(({ sockets, memberSocket }) => [
      ...sockets,
      ...(memberSocket ? [memberSocket] : []),
    ]);
    return [...shared, ...own].map(({ address }) => ({ section: group.section, ...group.position, address }));
  });
  return [...ofServers, ...ofGroups];
}

const addressText = (address: SocketAddress): string =>
  address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;

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
