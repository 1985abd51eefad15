/** How the configurations of tests begin: a daemon with its files beside its configuration, as {@link Daemon} expects them. */

/** Lines for the sections that are there anyway. */
export interface MoreLines {
  readonly supervisord?: readonly string[];
  readonly unixServer?: readonly string[];
  readonly supervisorctl?: readonly string[];
}

export function daemonSections({
  supervisord = [],
  unixServer = [],
  supervisorctl = [],
}: MoreLines = {}): string {
  const lines = [
    '[supervisord]',
    'logfile=%(here)s/supervisord.log',
    'pidfile=%(here)s/supervisord.pid',
    ...supervisord,
    '[unix_http_server]',
    'file=%(here)s/supervisor.sock',
    ...unixServer,
    '[rpcinterface:supervisor]',
    'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface',
    '[supervisorctl]',
    'serverurl=unix://%(here)s/supervisor.sock',
    ...supervisorctl,
  ];
  return `${lines.join('\n')}\n`;
}
