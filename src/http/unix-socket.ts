/**
 * Opens a listening unix socket so that its path never leads to a half-made one: bound to a temporary name beside
 * it, given its mode and owner, then hard-linked to the path. A link to a name that exists fails, so two servers
 * cannot take one path from each other. Source: Supervisor http.py, supervisor_af_unix_http_server; unix(7).
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs';
import { connect, type ListenOptions } from 'node:net';
import { basename, dirname } from 'node:path';
import { isSystemError, ListenError, toListenError } from './listen-error.ts';

/** `sun_path` has 108 bytes, the last of which ends the string. */
export const MAX_SOCKET_PATH_BYTES = 107;

export interface UnixSocketAddress {
  readonly kind: 'unix';
  /** Absolute. */
  readonly path: string;
  /** Permission bits of the socket file. */
  readonly mode: number;
  /** A null id is left as it is. */
  readonly owner: { readonly uid: number | null; readonly gid: number | null } | null;
}

/** A bound socket file, to be removed when its server ends. */
export interface SocketFile {
  remove(): void;
}

/** Binds and listens; resolves when done, rejects with the error of the kernel. */
export type Listen = (options: ListenOptions) => Promise<void>;

const NOBODY = -1;

/**
 * Throws {@link ListenError}. A socket file that nobody answers on is removed; `report` gets a line that says so.
 * The caller closes its server when this throws.
 */
export async function listenOnUnixSocket(
  address: UnixSocketAddress,
  listen: Listen,
  report: (line: string) => void,
): Promise<SocketFile> {
  refuseLongPath(address.path);
  const temporary = `${address.path}.${process.pid}`;
  try {
    // Node reports a missing directory as EACCES when it binds.
    statSync(dirname(temporary));
    removeIfThere(temporary);
    await bindPrivately(temporary, listen);
    chmodSync(temporary, address.mode);
    changeOwner(temporary, address);
    await linkToPath(temporary, address.path, report);
    return existingSocketFile(address.path);
  } catch (error) {
    throw toListenError(error, address.path);
  } finally {
    removeIfThere(temporary);
  }
}

function refuseLongPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= MAX_SOCKET_PATH_BYTES) return;
  throw new ListenError('path-too-long', {
    address: path,
    code: 'ENAMETOOLONG',
    errno: 36,
    message: `The path of the unix socket "${path}" has ${length} bytes, but the limit is ${MAX_SOCKET_PATH_BYTES}`,
  });
}

/** Nobody but this user may connect until mode and owner are set, whatever the umask. */
async function bindPrivately(path: string, listen: Listen): Promise<void> {
  let directory: number | null = null;
  let bound = path;
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    // The temporary name may be too long where the path is not; this is the same file by a shorter name.
    directory = openSync(dirname(path), 'r');
    bound = `/proc/self/fd/${directory}/${basename(path)}`;
  }
  try {
    await withUmask(0o177, () => listen({ path: bound }));
  } finally {
    if (directory !== null) closeSync(directory);
  }
}

/** The umask holds while `action` runs, not while its promise is pending: a socket is bound synchronously. */
function withUmask<T>(mask: number, action: () => T): T {
  const umask = process.umask(mask);
  try {
    return action();
  } finally {
    process.umask(umask);
  }
}

function changeOwner(path: string, { owner, path: address }: UnixSocketAddress): void {
  if (owner === null) return;
  try {
    chownSync(path, owner.uid ?? NOBODY, owner.gid ?? NOBODY);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EPERM') throw error;
    throw new ListenError('chown-not-permitted', {
      address,
      code: 'EPERM',
      errno: 1,
      message: `Cannot change the owner of the socket "${address}" to ${owner.uid}:${owner.gid}: not permitted`,
      cause: error,
    });
  }
}

async function linkToPath(temporary: string, path: string, report: (line: string) => void): Promise<void> {
  for (;;) {
    try {
      linkSync(temporary, path);
      return;
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
      await removeStale(path, report);
    }
  }
}

/** Throws {@link ListenError} where the path leads to something that is alive, or that is no socket. */
async function removeStale(path: string, report: (line: string) => void): Promise<void> {
  const found = statIfThere(path);
  if (found === null) return;
  if (!found.isSocket()) {
    throw new ListenError('not-a-socket', {
      address: path,
      code: 'EEXIST',
      errno: 17,
      message: `Cannot listen on "${path}": it exists and is not a socket`,
    });
  }
  if (await isAnswered(path)) {
    throw new ListenError('in-use', {
      address: path,
      code: 'EADDRINUSE',
      errno: 98,
      message: `Cannot listen on "${path}": another program listens there`,
    });
  }
  // Another server may have replaced it in the meantime.
  if (!isSameFile(statIfThere(path), found)) return;
  report(`Unlinking stale socket ${path}\n`);
  removeIfThere(path);
}

/** Only a refusal says for certain that nobody listens. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}

/** The file of a socket that this process listens on already. */
export function existingSocketFile(path: string): SocketFile {
  const own = statIfThere(path);
  return {
    remove() {
      // A successor may have put its own socket there.
      if (own !== null && isSameFile(statIfThere(path), own)) removeIfThere(path);
    },
  };
}

function isSameFile(a: Stats | null, b: Stats): boolean {
  return a !== null && a.dev === b.dev && a.ino === b.ino;
}

function statIfThere(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}
