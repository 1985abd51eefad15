/** Who sends requests: by the kernel on a unix socket, by address and password elsewhere. */
import type { Caller } from '../../core/caller.ts';
import { oneLine } from '../../core/one-line.ts';
import type { HttpRequest } from '../../http/message.ts';
import { commandName } from '../../os/command-name.ts';
import type { Libc } from '../../os/native.ts';
import { peerCredentials } from '../../os/peer-credentials.ts';

/** To be asked while the request is served: a connection that is closed tells nothing any more. */
export type CallerOf = (request: Pick<HttpRequest, 'client' | 'login' | 'descriptor'>) => Caller;

/** What the server says where there is no address. */
const UNIX_CLIENT = 'localhost:0';

export function callersOf(libc: Libc): CallerOf {
  return ({ client, login, descriptor }) => {
    if (client !== UNIX_CLIENT) return { kind: 'remote', address: client, login: cleaned(login) };
    const fd = descriptor();
    const credentials = fd === null ? null : peerCredentials(libc, fd);
    if (credentials === null) return { kind: 'unknown' };
    const { pid, uid } = credentials;
    return {
      kind: 'local',
      uid,
      user: libc.getpwuid(uid)?.name ?? null,
      pid: pid === 0 ? null : pid,
      command: pid === 0 ? null : cleaned(commandName(pid)),
      login: cleaned(login),
    };
  };
}

function cleaned(text: string | null): string | null {
  return text === null ? null : oneLine(text);
}
