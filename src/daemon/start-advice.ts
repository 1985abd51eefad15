/** What a person can do where the daemon may not listen or open its log: at a start, and before a restart. */
import { dirname } from 'node:path';
import type { HttpServerConfig, SocketAddress } from '../config/model.ts';

export function addressOf(server: HttpServerConfig): SocketAddress {
  return server.kind === 'unix'
    ? { kind: 'unix', path: server.file }
    : { kind: 'tcp', host: server.host, port: server.port };
}

/** `code` is the name of an errno. Null where that says it all. */
export function listenAdvice(code: string, address: SocketAddress): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return address.kind === 'tcp' ? `ss -ltnp 'sport = :${address.port}' shows the program there` : null;
    case 'EEXIST':
      return 'move it away, or name another file';
    case 'ENAMETOOLONG':
      return 'name a file with a shorter path';
    case 'EADDRNOTAVAIL':
      return 'no network interface of this machine has that address';
    case 'EACCES':
      return address.kind === 'tcp'
        ? 'only root may listen on ports below 1024'
        : `this user may not make files in ${dirname(address.path)}`;
    case 'ENOENT':
      return address.kind === 'unix' ? `create the directory ${dirname(address.path)}` : null;
    case 'ENOTDIR':
      return address.kind === 'unix' ? `${dirname(address.path)} is no directory` : null;
    case 'EROFS':
      return address.kind === 'unix' ? `${dirname(address.path)} is mounted read-only` : null;
    default:
      return null;
  }
}

/** For a log file that cannot be opened. */
export const LOG_FILE_ADVICE =
  'set "logfile" in section [supervisord], or -l on the command line, to a file that this user may write';
