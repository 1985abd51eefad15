/**
 * The sockets of `sockets=`: one for each address, open while a process in the configuration names it. A process that
 * takes the place of another names it before the other lets go, so that a restart refuses no connection. One instance
 * lasts as long as the daemon's process, over its restarts.
 */
import { closeSync } from 'node:fs';
import type { SocketConfig } from '../../config/model.ts';
import type { FileDescriptor } from '../../core/units.ts';
import { ListeningSocketError, openListeningSocket, placeSocketFile } from '../../os/listening-socket.ts';
import type { Libc } from '../../os/native.ts';

export interface HeldSocket {
  /** Opened when it is asked for, if it was not to be had before. Throws {@link ListeningSocketError}. */
  readonly fd: FileDescriptor;
  /** To be called once. */
  release(): void;
}

/** A listening socket that programs of an earlier daemon still have: a copy of it, or the reason why it cannot be had. */
export type SurvivingSocket =
  | { readonly kind: 'copied'; readonly fd: FileDescriptor }
  | { readonly kind: 'refused'; readonly pid: number; readonly errno: string };

interface OpenSocket {
  /** Null as long as only a program of an earlier daemon has it. */
  fd: FileDescriptor | null;
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

  /**
   * All of them or none. `surviving` knows the sockets that programs of an earlier daemon have. Throws
   * {@link ListeningSocketError}.
   */
  hold(
    configs: readonly SocketConfig[],
    surviving: (url: string) => SurvivingSocket | null = () => null,
  ): readonly HeldSocket[] {
    const held: HeldSocket[] = [];
    try {
      for (const config of configs) held.push(this.#hold(config, surviving));
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

  /** Those that are open, by URL, for a successor in this very process. */
  descriptors(): ReadonlyMap<string, FileDescriptor> {
    return new Map([...this.#open].flatMap(([url, { fd }]) => (fd === null ? [] : [[url, fd] as const])));
  }

  #hold(config: SocketConfig, surviving: (url: string) => SurvivingSocket | null): HeldSocket {
    const { url } = config;
    const socket = this.#open.get(url);
    const found = socket === undefined ? this.#create(config, surviving(url)) : this.#share(socket, config);
    found.users += 1;
    const fdOf = () => this.#fdOf(found, config);
    return {
      get fd() {
        return fdOf();
      },
      release: () => this.#release(url, found),
    };
  }

  #create(config: SocketConfig, surviving: SurvivingSocket | null): OpenSocket {
    const socket: OpenSocket = { fd: null, users: 0, place: placeOf(config) };
    if (surviving === null) this.#fdOf(socket, config);
    else if (surviving.kind === 'copied') socket.fd = surviving.fd;
    this.#open.set(config.url, socket);
    return socket;
  }

  #fdOf(socket: OpenSocket, config: SocketConfig): FileDescriptor {
    socket.fd ??= explained(config.url, () => openListeningSocket(this.#libc, config));
    return socket.fd;
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
    if (socket.fd !== null) closeSync(socket.fd);
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
