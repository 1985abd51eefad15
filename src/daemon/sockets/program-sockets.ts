/** The sockets of one process: those of `sockets=`, and the one that a FastCGI program has as its standard input. */
import { basename } from 'node:path';
import type { GroupConfig, ProcessConfig, SocketConfig } from '../../config/model.ts';
import type { FileDescriptor } from '../../core/units.ts';
import { openListeningSocket } from '../../os/listening-socket.ts';
import type { Libc } from '../../os/native.ts';
import { listenVariables } from '../../os/socket-activation.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { ActivationSockets, HeldSocket, SurvivingSocket } from './activation-sockets.ts';
import { type FcgiLease, FcgiSocket } from './fcgi-socket.ts';

export interface ProgramSocketsParts {
  readonly libc: Libc;
  readonly log: ActivityLog;
  readonly activation: ActivationSockets;
  /** The socket of this URL that a program of an earlier daemon has; null: none has it. */
  surviving(url: string): SurvivingSocket | null;
  /** Runs `action` in the next turn. */
  defer(action: () => void): void;
}

interface SharedSocket {
  readonly socket: FcgiSocket;
  members: number;
}

/** Everything that the daemon listens on for programs. */
export class ProgramSockets {
  readonly #parts: ProgramSocketsParts;
  /** By {@link SocketPlace.name}. */
  readonly #shared = new Map<string, SharedSocket>();
  /** Of all processes that have none, which are nearly all: nothing in it depends on whose it is. */
  readonly #none = new ProcessSockets({
    sockets: [],
    held: [],
    standardInput: null,
    leave: () => undefined,
  });

  constructor(parts: ProgramSocketsParts) {
    this.#parts = parts;
  }

  /** Once for each process that comes into the configuration. Throws ListeningSocketError, with nothing left open. */
  claim(process: ProcessConfig, group: GroupConfig): ProcessSockets {
    const place = standardInputOf(process, group);
    if (place === null && process.sockets.length === 0) return this.#none;
    const shared = place === null ? null : this.#join(place, process);
    try {
      const sockets = process.sockets.map((socket) => withOwner(socket, process));
      const held = this.#parts.activation.hold(sockets, (url) => this.#surviving(url));
      const leave = () => {
        if (place !== null && shared !== null) this.#leave(place.name, shared);
      };
      return new ProcessSockets({ sockets, held, standardInput: shared?.socket ?? null, leave });
    } catch (error) {
      if (place !== null && shared !== null) this.#leave(place.name, shared);
      throw error;
    }
  }

  #join({ name, config }: SocketPlace, process: ProcessConfig): SharedSocket {
    const shared = this.#shared.get(name) ?? this.#newShared(config, process);
    shared.members += 1;
    this.#shared.set(name, shared);
    return shared;
  }

  #newShared(config: SocketConfig, process: ProcessConfig): SharedSocket {
    const { libc, log, defer } = this.#parts;
    const open = () => openListeningSocket(libc, withOwner(config, process));
    const socket = new FcgiSocket({ config, log, open, defer });
    const surviving = this.#surviving(config.url);
    if (surviving === null) socket.try();
    else if (surviving.kind === 'copied') socket.adopt(surviving.fd);
    return { socket, members: 0 };
  }

  #surviving(url: string): SurvivingSocket | null {
    const found = this.#parts.surviving(url);
    if (found?.kind === 'refused') {
      const { pid, errno } = found;
      this.#parts.log.log(
        'warn',
        `cannot take the socket ${url} back from process ${pid} (${errno}): that one goes on with it, and it is opened anew for the next start`,
      );
    }
    return found;
  }

  #leave(name: string, shared: SharedSocket): void {
    shared.members -= 1;
    if (shared.members === 0 && this.#shared.get(name) === shared) this.#shared.delete(name);
  }
}

interface SocketPlace {
  /** The same for all processes that share it. */
  readonly name: string;
  readonly config: SocketConfig;
}

/** Members of a `[group:x]` share theirs with those of the same section, in other groups too. */
function standardInputOf({ section, memberSocket }: ProcessConfig, group: GroupConfig): SocketPlace | null {
  if (group.kind === 'fcgi-program') return { name: group.name, config: group.socket };
  return memberSocket === undefined ? null : { name: `[${section}]`, config: memberSocket };
}

interface ProcessSocketsParts {
  readonly sockets: readonly SocketConfig[];
  readonly held: readonly HeldSocket[];
  readonly standardInput: FcgiSocket | null;
  readonly leave: () => void;
}

export class ProcessSockets {
  readonly #parts: ProcessSocketsParts;
  #lease: FcgiLease | null = null;
  #isClosed = false;

  constructor(parts: ProcessSocketsParts) {
    this.#parts = parts;
  }

  /** What the child gets as descriptors 3 and up. */
  get descriptors(): readonly FileDescriptor[] {
    return this.#parts.held.map(({ fd }) => fd);
  }

  /** Whether descriptor 0 is a socket. */
  get isStandardInput(): boolean {
    return this.#parts.standardInput !== null;
  }

  /** What the child's environment says of {@link descriptors}; nothing where there are none. */
  variables(): ReadonlyMap<string, string> {
    const { sockets } = this.#parts;
    return sockets.length === 0 ? new Map() : listenVariables(sockets.map(nameOf));
  }

  /** Descriptor 0 for a child that is about to be started; null where it is no socket. Throws ListeningSocketError. */
  openStandardInput(): FileDescriptor | null {
    const { standardInput } = this.#parts;
    if (standardInput === null) return null;
    // The child before may still be about to let go: by its own lease.
    this.#lease = standardInput.lease();
    return this.#lease.fd;
  }

  /** The child is one of an earlier daemon. */
  adopt(): void {
    const { standardInput } = this.#parts;
    if (standardInput?.isOpen) this.#lease = standardInput.lease();
  }

  spawnFailed(): void {
    this.#lease?.endNow();
    this.#lease = null;
  }

  childEnded(): void {
    this.#lease?.endSoon();
  }

  /** The process leaves the configuration. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lease?.endNow();
    for (const socket of this.#parts.held) socket.release();
    this.#parts.leave();
  }
}

/** A unix socket belongs to the program's user, unless it says otherwise or the daemon runs as that user. */
export function withOwner(socket: SocketConfig, { user }: ProcessConfig): SocketConfig {
  const isOther = user !== null && user.uid !== null && user.uid !== process.getuid?.();
  if (socket.owner !== null || !isOther) return socket;
  return { ...socket, owner: user };
}

/** The port, or the file's name. */
function nameOf({ address }: SocketConfig): string {
  return address.kind === 'tcp' ? String(address.port) : basename(address.path);
}
