/**
 * Descriptors that Node cannot watch, since it could not read them: this tells when they become readable. They are in one
 * epoll set. Node watches no descriptor that it cannot read, and an epoll set it can: the set takes the place of a pipe's
 * end after Node has looked at that end, and before Node's event loop does. When the set becomes readable, Node's attempt to
 * read it fails, which is the message; a new socket then takes the place of the old one. Source: epoll(7).
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';
import { closeOnExec } from './descriptors.ts';
import { SystemCallError } from './errno.ts';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLLIN,
  F_DUPFD_CLOEXEC,
  O_CLOEXEC,
} from './native/files.ts';
import type { Libc } from './native.ts';

/** `struct epoll_event` is packed on x86-64 only. */
const EVENT_SIZE = process.arch === 'x64' ? 12 : 16;
const DATA_OFFSET = process.arch === 'x64' ? 4 : 8;
const EVENTS_AT_ONCE = 64;

export class EpollSet {
  readonly #libc: Libc;
  readonly #onReadable: (fds: readonly FileDescriptor[]) => void;
  /** Null before the first is added. */
  #epoll: FileDescriptor | null = null;
  /** The read end of a pipe, of which each socket gets a copy: no more descriptors are needed than the one before let go. */
  #pipeEnd: FileDescriptor | null = null;

  /** `onReadable` is told of those that can be read, as long as they are in the set. */
  constructor(libc: Libc, onReadable: (fds: readonly FileDescriptor[]) => void) {
    this.#libc = libc;
    this.#onReadable = onReadable;
  }

  add(fd: FileDescriptor): void {
    const epoll = this.#epoll ?? this.#open();
    this.#epoll = epoll;
    const event = Buffer.alloc(EVENT_SIZE);
    const view = new DataView(event.buffer, event.byteOffset);
    view.setUint32(0, EPOLLIN, true);
    view.setUint32(DATA_OFFSET, fd, true);
    if (this.#libc.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event) !== 0) {
      throw new SystemCallError('epoll_ctl', this.#libc.errno());
    }
  }

  /** To be called before the descriptor is closed: the set would keep it where another process has it too. */
  remove(fd: FileDescriptor): void {
    if (this.#epoll !== null) this.#libc.epoll_ctl(this.#epoll, EPOLL_CTL_DEL, fd, Buffer.alloc(EVENT_SIZE));
  }

  #open(): FileDescriptor {
    const epoll = this.#libc.epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) throw new SystemCallError('epoll_create1', this.#libc.errno());
    this.#await(fileDescriptor(epoll));
    return fileDescriptor(epoll);
  }

  #await(epoll: FileDescriptor): void {
    const libc = this.#libc;
    this.#pipeEnd ??= this.#makePipeEnd();
    const end = libc.fcntl(this.#pipeEnd, F_DUPFD_CLOEXEC, 'int', 0);
    if (end < 0) throw new SystemCallError('fcntl', libc.errno());
    const socket = new Socket({ fd: end, readable: true, writable: false });
    if (libc.dup2(epoll, end) < 0) throw new SystemCallError('dup2', libc.errno());
    closeOnExec(libc, fileDescriptor(end));
    socket.on('error', () => {
      this.#onReadable(this.#readableOf(epoll));
      this.#await(epoll);
    });
  }

  #makePipeEnd(): FileDescriptor {
    const ends = new Int32Array(2);
    if (this.#libc.pipe2(ends, O_CLOEXEC) !== 0) throw new SystemCallError('pipe2', this.#libc.errno());
    const [readEnd = -1, writeEnd = -1] = ends;
    closeSync(writeEnd);
    return fileDescriptor(readEnd);
  }

  #readableOf(epoll: FileDescriptor): readonly FileDescriptor[] {
    const events = Buffer.alloc(EVENT_SIZE * EVENTS_AT_ONCE);
    const count = this.#libc.epoll_wait(epoll, events, EVENTS_AT_ONCE, 0);
    const view = new DataView(events.buffer, events.byteOffset);
    return Array.from({ length: Math.max(count, 0) }, (_, index) =>
      fileDescriptor(view.getUint32(index * EVENT_SIZE + DATA_OFFSET, true)),
    );
  }
}
