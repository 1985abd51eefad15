/** What the machine says about a daemon that does not answer. Gathered only once something has gone wrong. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { serverUrl } from '../config/http-server.ts';
import { loadConfig } from '../config/load.ts';
import { errorCode } from '../core/thrown.ts';
import { fileAccess } from '../os/file-access.ts';
import { realSurroundings } from './surroundings.ts';

/** What the configuration says about the daemon itself. */
export interface ConfiguredDaemon {
  readonly pidfile: string;
  readonly serverUrls: readonly string[];
}

export type PidFileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' }
  /** The process it names is gone. */
  | { readonly kind: 'stale'; readonly pid: number }
  /** The process it names is another program by now. */
  | { readonly kind: 'foreign'; readonly pid: number; readonly command: string }
  | { readonly kind: 'alive'; readonly pid: number };

/** Why a socket cannot be opened, as far as its file tells. */
export type SocketFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-a-socket' }
  | { readonly kind: 'socket'; readonly uid: number; readonly gid: number; readonly mode: number }
  /** A directory above it may not be entered. */
  | { readonly kind: 'hidden'; readonly directory: string; readonly uid: number; readonly mode: number };

export interface Machine {
  readonly uid: number;
  /** Null when the configuration cannot be read as the daemon would. */
  configuredDaemon(configFile: string): ConfiguredDaemon | null;
  pidFile(path: string): PidFileState;
  socketFile(path: string): SocketFile;
}

export const realMachine = (): Machine => ({
  uid: process.getuid?.() ?? 0,
  configuredDaemon,
  pidFile,
  socketFile,
});

function configuredDaemon(file: string): ConfiguredDaemon | null {
  const surroundings = realSurroundings();
  const result = loadConfig({
    ...surroundings,
    files: fileAccess,
    users: null,
    file,
    overrides: {},
    hostName: '',
    tempDir: '/tmp',
  });
  if (result.kind === 'refused') return null;
  const { daemon, servers } = result.config;
  return { pidfile: daemon.pidfile, serverUrls: servers.map(serverUrl) };
}

function pidFile(path: string): PidFileState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { kind: errorCode(error) === 'ENOENT' ? 'absent' : 'unreadable' };
  }
  const pid = Number(text.trim());
  if (!Number.isInteger(pid) || pid <= 0) return { kind: 'unreadable' };
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // Of a process that has ended, and that nobody has collected yet, nothing is left to read.
    if (command === '') return { kind: 'stale', pid };
    return /supervisord|vigild/.test(command) ? { kind: 'alive', pid } : { kind: 'foreign', pid, command };
  } catch {
    // Without its directory in /proc there is no such process.
    return { kind: 'stale', pid };
  }
}

function socketFile(path: string): SocketFile {
  const directory = forbiddenDirectory(dirname(path));
  if (directory !== undefined) {
    const { uid, mode } = statSync(directory);
    return { kind: 'hidden', directory, uid, mode: mode & 0o7777 };
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'absent' };
  if (!stats.isSocket()) return { kind: 'not-a-socket' };
  return { kind: 'socket', uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777 };
}

/** The topmost directory on the way that we may not enter. */
function forbiddenDirectory(directory: string): string | undefined {
  const above = dirname(directory);
  const higher = above === directory ? undefined : forbiddenDirectory(above);
  if (higher !== undefined) return higher;
  try {
    accessSync(directory, constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) === 'EACCES' ? directory : undefined;
  }
}
