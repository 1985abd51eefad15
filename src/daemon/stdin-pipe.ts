/**
 * The standard input of one process: a FIFO that the child holds open at both ends, so that it never sees an end of
 * file, and that the daemon opens only while it has something to send.
 */
import { closeSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { FileDescriptor } from '../core/units.ts';
import { errorCode } from '../os/errno.ts';
import { ensureFifo, type FifoOptions, openChildEnd, openWriteEnd } from '../os/fifo.ts';
import type { Libc } from '../os/native.ts';
import type { StdinOutcome } from '../supervisor/ports.ts';

/** What may wait for a child that does not read. */
const LARGEST_BACKLOG = 1024 * 1024;

export interface StdinPipeOptions {
  readonly path: string;
  readonly owner: FifoOptions['owner'];
  /** False: each child gets a new pipe, so that nobody who holds an earlier one takes what is meant for it. */
  readonly isKept: boolean;
}

export class StdinPipe {
  readonly #libc: Libc;
  readonly #options: StdinPipeOptions;
  #hasFifo = false;
  /** Exists while the pipe is full and bytes wait. */
  #backlog: Socket | null = null;

  constructor(libc: Libc, options: StdinPipeOptions) {
    this.#libc = libc;
    this.#options = options;
  }

  /** Opens the child's end, which the caller closes after the spawn. Throws the file system's error. */
  openForChild(): FileDescriptor {
    const { path, owner, isKept } = this.#options;
    if (!isKept) rmSync(path, { force: true });
    if (!isKept || !this.#hasFifo) ensureFifo(this.#libc, path, { mode: 0o600, owner });
    this.#hasFifo = true;
    return openChildEnd(path);
  }

  /** The child is one of an earlier daemon, which made its pipe. */
  adopt(): void {
    this.#hasFifo = true;
  }

  /**
   * Sends bytes in order. What the pipe does not take at once waits in memory until the child reads; `full` means that
   * too much waits already and nothing of this was taken.
   */
  write(data: Uint8Array): StdinOutcome {
    if (this.#backlog !== null) return this.#append(this.#backlog, data);
    const fd = openWriteEnd(this.#options.path);
    if (fd === null) return 'closed';
    const written = writeSome(fd, data);
    if (written === data.byteLength) {
      closeSync(fd);
      return 'written';
    }
    this.#backlog = this.#sendLater(fd, data.subarray(written));
    return 'written';
  }

  /** The child ended: what it did not read is dropped, as a pipe would drop it. */
  close(): void {
    this.#backlog?.destroy();
    this.#backlog = null;
  }

  #append(backlog: Socket, data: Uint8Array): StdinOutcome {
    if (backlog.writableLength + data.byteLength > LARGEST_BACKLOG) return 'full';
    backlog.write(Uint8Array.from(data));
    return 'written';
  }

  #sendLater(fd: FileDescriptor, rest: Uint8Array): Socket {
    const socket = new Socket({ fd, readable: false, writable: true });
    const done = () => {
      socket.destroy();
      if (this.#backlog === socket) this.#backlog = null;
    };
    socket.on('drain', done).on('error', done);
    socket.write(Uint8Array.from(rest));
    return socket;
  }
}

/** How many bytes the pipe took. */
function writeSome(fd: FileDescriptor, data: Uint8Array): number {
  let written = 0;
  try {
    while (written < data.byteLength) written += writeSync(fd, data, written);
  } catch (error) {
    if (errorCode(error) !== 'EAGAIN' && errorCode(error) !== 'EPIPE') throw error;
  }
  return written;
}
