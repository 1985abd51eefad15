/**
 * The socket that the processes of a FastCGI program share as their standard input. It is open while at least one of
 * them has a child, and was opened once before, so that a configuration that cannot work is refused at once. Source:
 * Supervisor socket_manager.py and process.py, FastCGISubprocess.
 *
 * Otherwise than there, an ended child lets go of the socket a turn later: a program that is started again at once, as
 * after a crash, goes on with the same socket, and what waited in it is served.
 */
import { closeSync } from 'node:fs';
import type { FcgiGroupConfig } from '../../config/model.ts';
import type { FileDescriptor } from '../../core/units.ts';
import { ListeningSocketError } from '../../os/listening-socket.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';

export interface FcgiSocketParts {
  readonly config: FcgiGroupConfig['socket'];
  readonly log: ActivityLog;
  /** Opens the socket; throws {@link ListeningSocketError}. */
  open(): FileDescriptor;
  /** Runs `action` in the next turn. */
  defer(action: () => void): void;
}

export class FcgiSocket {
  readonly #parts: FcgiSocketParts;
  #fd: FileDescriptor | null = null;
  #users = 0;

  constructor(parts: FcgiSocketParts) {
    this.#parts = parts;
  }

  /** Opens the socket and closes it again. Throws {@link ListeningSocketError}. */
  try(): void {
    this.#take();
    this.#release();
  }

  /** Goes on with a socket that a child of an earlier daemon has. A lease for that child is taken next. */
  adopt(fd: FileDescriptor): void {
    this.#fd = fd;
  }

  get isOpen(): boolean {
    return this.#fd !== null;
  }

  /** For one child, until one of the lease's methods is called. Throws {@link ListeningSocketError}. */
  lease(): FcgiLease {
    const fd = this.#take();
    let isHeld = true;
    const end = () => {
      if (isHeld) this.#release();
      isHeld = false;
    };
    return { fd, endNow: end, endSoon: () => this.#parts.defer(end) };
  }

  #take(): FileDescriptor {
    const fd = this.#fd ?? this.#create();
    this.#fd = fd;
    this.#users += 1;
    return fd;
  }

  #create(): FileDescriptor {
    const { config, log, open } = this.#parts;
    log.log('info', `Creating socket ${config.url}`);
    try {
      return open();
    } catch (cause) {
      if (!(cause instanceof ListeningSocketError)) throw cause;
      const message = `Could not create FastCGI socket ${config.url}: ${cause.message}`;
      throw new ListeningSocketError(message, cause.code, { cause });
    }
  }

  #release(): void {
    this.#users -= 1;
    if (this.#users > 0 || this.#fd === null) return;
    const { config, log } = this.#parts;
    log.log('info', `Closing socket ${config.url}`);
    closeSync(this.#fd);
    this.#fd = null;
  }
}

export interface FcgiLease {
  readonly fd: FileDescriptor;
  /** The child does not exist, or the process leaves the configuration. */
  endNow(): void;
  /** The child ended; another may be started in this very turn. */
  endSoon(): void;
}
