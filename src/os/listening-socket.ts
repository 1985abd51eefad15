/**
 * Listening sockets for programs to accept on. Made with the C library, since Node gives its listeners to its own
 * event loop and says nothing about their descriptors. Blocking, as programs expect what they inherit to be.
 * Sources: unix(7), ip(7), ipv6(7).
 */
import { chmodSync, closeSync, lchownSync, lstatSync, unlinkSync } from 'node:fs';
import type { SocketAddress } from '../config/model.ts';
import { errorCode } from '../core/thrown.ts';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { errnoName } from './errno.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SO_ACCEPTCONN,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
} from './native/sockets.ts';
import type { Libc } from './native.ts';

export interface SocketFilePlace {
  /** Null leaves the daemon's user; so does an id that is null. */
  readonly owner: { readonly uid: number | null; readonly gid: number | null } | null;
  /** Null leaves what the umask makes of it. */
  readonly mode: number | null;
}

export interface ListeningSocketOptions extends SocketFilePlace {
  readonly address: SocketAddress;
  /** How many connections may wait; null for as many as the system allows. */
  readonly backlog: number | null;
}

/** A socket that a person must make room for, or whose settings they must correct. The message is a whole sentence. */
export class ListeningSocketError extends Error {
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListeningSocketError';
    this.code = code;
  }
}

/**
 * Listens; the descriptor is close-on-exec. A socket file that is in the way is replaced, any other file is not, and no
 * file is ever removed when a socket is closed. Throws {@link ListeningSocketError}, with nothing left open.
 */
export function openListeningSocket(libc: Libc, options: ListeningSocketOptions): FileDescriptor {
  const { address, backlog } = options;
  const encoded = address.kind === 'unix' ? unixAddress(address.path) : inetAddress(libc, address);
  const created = libc.socket(encoded.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (created < 0) throw failure('make a socket', libc);
  const fd = fileDescriptor(created);
  try {
    if (address.kind === 'unix') removeSocketFile(address.path);
    else reuseAddress(libc, fd);
    if (libc.bind(fd, encoded.bytes, encoded.bytes.byteLength) !== 0) throw failure('bind', libc);
    if (address.kind === 'unix') placeOrRemove(address.path, options);
    if (libc.listen(fd, backlog ?? SOMAXCONN) !== 0) throw failure('listen', libc);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Whether a descriptor is a socket on which connections are accepted. */
export function isListening(libc: Libc, fd: FileDescriptor): boolean {
  const value = Buffer.alloc(4);
  const size = Uint32Array.of(value.byteLength);
  return libc.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, value, size) === 0 && value.readInt32LE() === 1;
}

/** Gives the file of a unix socket to its owner, then its mode. Throws {@link ListeningSocketError}. */
export function placeSocketFile(path: string, { owner, mode }: SocketFilePlace): void {
  if (owner !== null) {
    attempt('Could not change ownership of socket file', () => lchownSync(path, ...ids(path, owner)));
  }
  if (mode !== null) {
    attempt('Could not change permissions of socket file', () => chmodSync(path, mode & 0o7777));
  }
}

interface EncodedAddress {
  readonly family: number;
  /** A `struct sockaddr` of the family. */
  readonly bytes: Uint8Array;
}

/** `sun_path`, with its NUL. */
const UNIX_PATH_SIZE = 108;

function unixAddress(path: string): EncodedAddress {
  const bytes = Buffer.alloc(2 + UNIX_PATH_SIZE);
  const size = Buffer.byteLength(path);
  if (size >= UNIX_PATH_SIZE) {
    const most = UNIX_PATH_SIZE - 1;
    throw new ListeningSocketError(`the path has ${size} bytes, the kernel takes ${most}`, 'ENAMETOOLONG');
  }
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_UNIX;
  bytes.write(path, 2);
  return { family: AF_UNIX, bytes };
}

type TcpAddress = Extract<SocketAddress, { kind: 'tcp' }>;

/** A host name's first IPv4 address, or the IPv6 address that was written; the port is in network order. */
function inetAddress(libc: Libc, { host, port }: TcpAddress): EncodedAddress {
  const family = host.includes(':') ? AF_INET6 : AF_INET;
  const found = libc.getaddrinfo(host, family);
  if (found === null) throw new ListeningSocketError(`host "${host}" has no address`, 'ENOTFOUND');
  const bytes = Buffer.from(found);
  bytes.writeUInt16BE(port, 2);
  return { family, bytes };
}

function reuseAddress(libc: Libc, fd: FileDescriptor): void {
  const on = Int32Array.of(1);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, on, on.byteLength) !== 0)
    throw failure('setsockopt', libc);
}

function removeSocketFile(path: string): void {
  attempt('Could not remove the old socket file', () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isSocket()) {
      throw new ListeningSocketError('a file that is no socket is in the way', 'EADDRINUSE');
    }
    unlinkSync(path);
  });
}

/** A file that nobody should be able to connect to does not stay. */
function placeOrRemove(path: string, place: SocketFilePlace): void {
  try {
    placeSocketFile(path, place);
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
}

/** An id of null stays as it is: Node's chown knows no -1. */
function ids(path: string, { uid, gid }: { readonly uid: number | null; readonly gid: number | null }) {
  const current = lstatSync(path);
  return [uid ?? current.uid, gid ?? current.gid] as const;
}

function attempt(what: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    if (cause instanceof ListeningSocketError) throw cause;
    const code = errorCode(cause);
    throw new ListeningSocketError(`${what}: ${code}`, code, { cause });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program listens there'],
  ['EADDRNOTAVAIL', 'this machine does not have the address'],
  ['EACCES', 'this user may not'],
]);

function failure(call: string, libc: Libc): ListeningSocketError {
  const errno = errnoName(libc.errno());
  const reason = REASONS.get(errno);
  const message = `could not ${call}: ${errno}`;
  return new ListeningSocketError(reason === undefined ? message : `${message} (${reason})`, errno);
}
