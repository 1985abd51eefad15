/**
 * The sockets of `sockets=`: one for each address, open while a process in the configuration names it. A process that
 * takes the place of another names it before the other lets go, so that a restart refuses no connection. One instance
 * lasts as long as the daemon's process, over its restarts.
 */
import { closeSync } from 'node:fs';
import type { SocketConfig } from '../config/model.ts';
import type { FileDescriptor } from '../core/units.ts';
import { ListeningSocketError, openListeningSocket, placeSocketFile } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';

export interface HeldSocket {
  readonly fd: FileDescriptor;
  /** To be called once. */
  release(): void;
}

interface OpenSocket {
  readonly fd: FileDescriptor;
  users: number;
  /** The place of its file, as text to compare. */
  place: string;
}

export class ActivationSockets {
  readonly #libc: Libc;
  readonly #open = new Map<string, OpenSocket>();

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /** All of them or none. Throws {@link ListeningSocketError}. */
  hold(configs: readonly SocketConfig[]): readonly HeldSocket[] {
    const held: HeldSocket[] = [];
    try {
      for (const config of configs) held.push(this.#hold(config));
      return held;
    } catch (error) {
      for (const socket of held) socket.release();
      throw error;
    }
  }

  /**
   * Keeps all that are open now until the answered function is called, once: over a restart of the daemon, in which every
   * process leaves and perhaps comes back.
   */
  keepAll(): () => void {
    const kept = [...this.#open];
    for (const [, socket] of kept) socket.users += 1;
    return () => {
      for (const [url, socket] of kept) this.#release(url, socket);
    };
  }

  #hold(config: SocketConfig): HeldSocket {
    const { url } = config;
    const socket = this.#open.get(url);
    const found = socket === undefined ? this.#create(config) : this.#share(socket, config);
    found.users += 1;
    return { fd: found.fd, release: () => this.#release(url, found) };
  }

  #create(config: SocketConfig): OpenSocket {
    const fd = explained(config.url, () => openListeningSocket(this.#libc, config));
    const socket: OpenSocket = { fd, users: 0, place: placeOf(config) };
    this.#open.set(config.url, socket);
    return socket;
  }

  /** Whoever names it last says whose the file is. */
  #share(socket: OpenSocket, config: SocketConfig): OpenSocket {
    const { address, url } = config;
    const place = placeOf(config);
    if (address.kind === 'unix' && place !== socket.place) {
      explained(url, () => placeSocketFile(address.path, config));
    }
    socket.place = place;
    return socket;
  }

  #release(url: string, socket: OpenSocket): void {
    socket.users -= 1;
    if (socket.users > 0) return;
    this.#open.delete(url);
    closeSync(socket.fd);
  }
}

function placeOf({ owner, mode }: SocketConfig): string {
  return `${owner?.uid}:${owner?.gid} ${mode}`;
}

function explained<Result>(url: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof ListeningSocketError)) throw cause;
    throw new ListeningSocketError(`Could not listen on ${url}: ${cause.message}`, cause.code, { cause });
  }
}
