/**
 * The standard input of one process: a FIFO that the child holds open at both ends, so that it never sees an end of
 * file, and that the daemon opens only while it has something to send.
 */
import { closeSync, existsSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../../core/thrown.ts';
import type { FileDescriptor } from '../../core/units.ts';
import { ensureFifo, type FifoOptions, openChildEnd, openWriteEnd } from '../../os/fifo.ts';
import type { Libc } from '../../os/native.ts';
import type { StdinOutcome } from '../../supervisor/ports.ts';

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
  /** A listener's, from its first event on: it gets many, and opening a pipe costs more than writing to it. */
  #end: FileDescriptor | null = null;
  /** Exists while the pipe is full and bytes wait. */
  #backlog: Socket | null = null;

  constructor(libc: Libc, options: StdinPipeOptions) {
    this.#libc = libc;
    this.#options = options;
  }

  /** Opens the child's end, which the caller closes after the spawn. Throws the file system's error. */
  openForChild(): FileDescriptor {
    const { path, owner, isKept } = this.#options;
    this.#letGo();
    if (!isKept) rmSync(path, { force: true });
    if (!isKept || !this.#hasFifo) ensureFifo(this.#libc, path, { mode: 0o600, owner });
    this.#hasFifo = true;
    return openChildEnd(path);
  }

  /** Lets go of a pipe that somebody has deleted. Answers whether that was so. */
  forgetMissing(): boolean {
    if (!this.#hasFifo || existsSync(this.#options.path)) return false;
    this.#hasFifo = false;
    return true;
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
    const fd = this.#end ?? openWriteEnd(this.#options.path);
    if (fd === null) return 'closed';
    this.#end = null;
    const written = writeSome(fd, data);
    if (typeof written === 'number' && written < data.byteLength) {
      this.#backlog = this.#sendLater(fd, data.subarray(written));
      return 'written';
    }
    if (written === 'closed' || this.#options.isKept) closeSync(fd);
    else this.#end = fd;
    return written === 'closed' ? 'closed' : 'written';
  }

  /** The child ended: what it did not read is dropped, as a pipe would drop it. */
  close(): void {
    this.#backlog?.destroy();
    this.#backlog = null;
    this.#letGo();
  }

  #letGo(): void {
    if (this.#end !== null) closeSync(this.#end);
    this.#end = null;
  }

  #append(backlog: Socket, data: Uint8Array): StdinOutcome {
    if (backlog.writableLength + data.byteLength > LARGEST_BACKLOG) return 'full';
    this.#sendBy(backlog, data);
    return 'written';
  }

  #sendLater(fd: FileDescriptor, rest: Uint8Array): Socket {
    const socket = new Socket({ fd, readable: false, writable: true });
    socket.on('error', () => this.#sent(socket));
    this.#sendBy(socket, rest);
    return socket;
  }

  #sendBy(backlog: Socket, data: Uint8Array): void {
    backlog.write(Uint8Array.from(data), () => {
      if (backlog.writableLength === 0) this.#sent(backlog);
    });
  }

  /** Nothing waits any more. */
  #sent(backlog: Socket): void {
    backlog.destroy();
    if (this.#backlog === backlog) this.#backlog = null;
  }
}

/** How many bytes the pipe took; `closed`: nobody has it open for reading any more. */
function writeSome(fd: FileDescriptor, data: Uint8Array): number | 'closed' {
  let written = 0;
  try {
    while (written < data.byteLength) written += writeSync(fd, data, written);
  } catch (error) {
    if (errorCode(error) === 'EPIPE') return 'closed';
    if (errorCode(error) !== 'EAGAIN') throw error;
  }
  return written;
}
