/** Sockets and host names. */
import type { Declare, Koffi } from './library.ts';

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SCM_RIGHTS = 1;
export const SO_REUSEADDR = 2;
export const SO_PEERCRED = 17;
export const SO_ACCEPTCONN = 30;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
/** The kernel lowers it to `net.core.somaxconn`. */
export const SOMAXCONN = 4096;

export interface SocketCalls {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: Int32Array, size: number): number;
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, size: Uint32Array): number;
  bind(fd: number, address: Uint8Array, size: number): number;
  listen(fd: number, backlog: number): number;
  sendto(fd: number, data: Uint8Array, size: number, flags: number, to: Uint8Array, toSize: number): number;
  socketpair(domain: number, type: number, protocol: number, ends: Int32Array): number;
  /** By sendmsg(2): one byte, and the descriptor beside it. */
  sendDescriptor(socket: number, fd: number, flags: number): number;
  /** The first `struct sockaddr` of a host for stream sockets, with port 0; null when it has none of that family. */
  getaddrinfo(host: string, family: number): Uint8Array | null;
}

export function declareSockets(koffi: Koffi, declare: Declare) {
  const addrinfo = koffi.struct({
    flags: 'int',
    family: 'int',
    type: 'int',
    protocol: 'int',
    size: 'uint32_t',
    address: 'void *',
    canonicalName: 'void *',
    next: 'void *',
  });
  const lookUp = declare(
    'int getaddrinfo(const char *host, const char *service, void *hints, _Out_ void **found)',
  );
  const free = declare('void freeaddrinfo(void *found)');
  return {
    socket: declare('int socket(int domain, int type, int protocol)'),
    setsockopt: declare('int setsockopt(int fd, int level, int name, const void *value, uint32_t size)'),
    getsockopt: declare('int getsockopt(int fd, int level, int name, void *value, uint32_t *size)'),
    bind: declare('int bind(int fd, const void *address, uint32_t size)'),
    sendto: declare(
      'intptr_t sendto(int fd, const void *data, size_t size, int flags, const void *to, uint32_t toSize)',
    ),
    listen: declare('int listen(int fd, int backlog)'),
    socketpair: declare('int socketpair(int domain, int type, int protocol, int *ends)'),
    sendDescriptor: declareSendDescriptor(koffi, declare),
    getaddrinfo: (host: string, family: number) => {
      const hints = Buffer.alloc(koffi.sizeof(addrinfo));
      new Int32Array(hints.buffer, hints.byteOffset, 3).set([0, family, SOCK_STREAM]);
      const found: unknown[] = [null];
      if (lookUp(host, null, hints, found) !== 0) return null;
      const first = koffi.decode(found[0], addrinfo);
      const address = koffi.decode(first.address, koffi.array('uint8_t', first.size, 'Typed'));
      free(found[0]);
      return Uint8Array.from(address);
    },
  };
}

/**
 * All of it is in one piece of memory and made once, since only the descriptor differs. musl has smaller fields with
 * padding, which for these values is the same.
 */
function declareSendDescriptor(koffi: Koffi, declare: Declare) {
  const sendmsg = declare('intptr_t sendmsg(int socket, const void *message, int flags)');
  // Memory of its own: a small array would be in the heap, where it may be moved.
  const memory = new BigUint64Array(new ArrayBuffer(13 * 8));
  const start = koffi.address(memory);
  const [part, control, byte] = [start + 56n, start + 72n, start + 96n];
  memory.set([0n, 0n, part, 1n, control, 24n, 0n]);
  memory.set([byte, 1n], 7);
  memory.set([20n, BigInt(SOL_SOCKET) | (BigInt(SCM_RIGHTS) << 32n)], 9);
  const descriptor = new Int32Array(memory.buffer, 88, 1);
  return (socket: number, fd: number, flags: number) => {
    descriptor[0] = fd;
    return Number(sendmsg(socket, memory, flags));
  };
}
