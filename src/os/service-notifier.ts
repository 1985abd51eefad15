/**
 * Tells the service manager how the daemon is: datagrams to the socket that `NOTIFY_SOCKET` names, as systemd's
 * sd_notify(3) sends them. Where no manager listens, every method does nothing.
 */
import { closeSync } from 'node:fs';
import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_DGRAM } from './native/sockets.ts';
import type { Libc } from './native.ts';

/** What the service manager told this process through its environment. */
export interface ServiceSurroundings {
  /** A path, or `@` and an abstract name. Null without a manager that listens. */
  readonly socket: string | null;
  /** How long it waits for a sign of life, in milliseconds; null when it does not watch. */
  readonly watchdog: number | null;
}

/** For this process alone: a program that inherited them would speak in its name. */
export const SERVICE_VARIABLES: readonly string[] = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'];

export function serviceSurroundings(environment: ReadonlyMap<string, string>): ServiceSurroundings {
  const socket = environment.get('NOTIFY_SOCKET') ?? '';
  const period = Number(environment.get('WATCHDOG_USEC') ?? 0);
  const watched = environment.get('WATCHDOG_PID');
  const isWatched = period > 0 && (watched === undefined || Number(watched) === process.pid);
  return { socket: /^[/@]./.test(socket) ? socket : null, watchdog: isWatched ? period / 1000 : null };
}

export class ServiceNotifier {
  readonly #libc: Libc;
  readonly #address: Uint8Array | null;
  readonly #watchdog: number | null;
  #timer: NodeJS.Timeout | null = null;

  constructor(libc: Libc, { socket, watchdog }: ServiceSurroundings) {
    this.#libc = libc;
    this.#address = socket === null ? null : unixAddress(socket);
    this.#watchdog = watchdog;
  }

  /** The daemon serves. From now on it says so twice in each period that the manager waits for, if it does. */
  ready(): void {
    this.#send(`READY=1\nMAINPID=${process.pid}\n`);
    if (this.#watchdog === null || this.#timer !== null) return;
    this.#timer = setInterval(() => this.#send('WATCHDOG=1\n'), this.#watchdog / 2);
  }

  /** It begins anew, and will be {@link ready} again. */
  reloading(): void {
    this.#send(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}\n`);
  }

  stopping(): void {
    this.#send('STOPPING=1\n');
  }

  /** A message that is lost is the manager's to miss: nothing here depends on it. */
  #send(text: string): void {
    if (this.#address === null) return;
    const fd = this.#libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    const data = Buffer.from(text);
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    this.#libc.sendto(fd, data, data.byteLength, flags, this.#address, this.#address.byteLength);
    closeSync(fd);
  }
}

/** A `struct sockaddr_un` of exactly its length, which tells where an abstract name ends. Source: unix(7). */
function unixAddress(socket: string): Uint8Array {
  const name = Buffer.from(socket.replace(/^@/, '\0'));
  const address = Buffer.alloc(2 + name.byteLength);
  new Uint16Array(address.buffer, address.byteOffset, 1)[0] = AF_UNIX;
  name.copy(address, 2);
  return address;
}
