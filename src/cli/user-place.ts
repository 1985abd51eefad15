/** Where a user's own vigild lives: the one that `vigilctl run` starts where there is no other. */
import { joinCommand } from '../core/command-words.ts';

export interface UserPlace {
  readonly directory: string;
  readonly configFile: string;
  readonly socket: string;
  readonly childLogs: string;
}

/** Null where neither XDG_STATE_HOME nor HOME says where. Source: XDG Base Directory Specification. */
export function userPlace(environment: ReadonlyMap<string, string>): UserPlace | null {
  const state = absolute(environment.get('XDG_STATE_HOME'));
  const home = absolute(environment.get('HOME'));
  if (state === null && home === null) return null;
  const directory = `${state ?? `${home}/.local/state`}/vigil`;
  return {
    directory,
    configFile: `${directory}/vigild.conf`,
    socket: `${directory}/vigild.sock`,
    childLogs: `${directory}/logs`,
  };
}

/** The specification says to ignore relative paths. */
function absolute(path: string | undefined): string | null {
  return path?.startsWith('/') === true ? path.replace(/\/+$/, '') : null;
}

export const USER_CONFIGURATION = `; Of the vigild that "vigilctl run" starts for you. It was written once and is yours to change.

[unix_http_server]
file = %(here)s/vigild.sock
chmod = 0700

[supervisord]
logfile = %(here)s/vigild.log
pidfile = %(here)s/vigild.pid
childlogdir = %(here)s/logs

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://%(here)s/vigild.sock

; Programs that are to be there always can stand here too:
; [program:web]
; command = /usr/bin/python3 -m http.server 8000
`;

/** The option that makes vigilctl talk to this daemon and no other. */
export function optionFor({ configFile }: UserPlace): string {
  return ` -c ${joinCommand([configFile])}`;
}
