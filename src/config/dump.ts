/** The configuration as the JSON object that `--config-dump` prints. Every key is always present. */
import { assertNever } from '../core/assert-never.ts';
import { shortSignalName } from '../core/signals.ts';
import type {
  Config,
  ControlConfig,
  DaemonConfig,
  GroupConfig,
  HttpServerConfig,
  LogTarget,
  ProcessConfig,
  SocketConfig,
} from './model.ts';
import { byPriorityThenName } from './start-rank.ts';

/** Plain JSON data. Unset values without a default are null; file modes are octal strings of four digits. */
export function dumpConfig(config: Config): unknown {
  return {
    supervisord: dumpDaemon(config.daemon),
    http_servers: config.servers.map(dumpServer),
    rpcinterfaces: config.rpcInterfaces.map(({ name, factory, options }) => ({
      name,
      factory,
      options: Object.fromEntries(options),
    })),
    groups: config.groups.map(dumpGroup),
    supervisorctl: config.supervisorctl === null ? null : dumpControl(config.supervisorctl),
  };
}

function dumpDaemon(daemon: DaemonConfig): unknown {
  return {
    logfile: daemon.logfile.kind === 'syslog' ? 'syslog' : daemon.logfile.path,
    logfile_maxbytes: daemon.logfileMaxBytes,
    logfile_backups: daemon.logfileBackups,
    loglevel: daemon.loglevel,
    pidfile: daemon.pidfile,
    minfds: daemon.minfds,
    minprocs: daemon.minprocs,
    nodaemon: daemon.nodaemon,
    silent: daemon.silent,
    nocleanup: daemon.nocleanup,
    strip_ansi: daemon.stripAnsi,
    umask: octal(daemon.umask),
    user: daemon.user?.written ?? null,
    directory: daemon.directory,
    identifier: daemon.identifier,
    childlogdir: daemon.childlogdir,
    environment: Object.fromEntries(daemon.environment),
  };
}

function dumpServer(server: HttpServerConfig): unknown {
  const credentials = {
    username: server.credentials?.username ?? null,
    password: server.credentials?.password ?? null,
  };
  switch (server.kind) {
    case 'inet':
      return {
        section: server.section,
        family: 'inet',
        host: server.host,
        port: server.port,
        ...credentials,
      };
    case 'unix':
      return {
        section: server.section,
        family: 'unix',
        file: server.file,
        chmod: octal(server.chmod),
        chown: server.chown?.written ?? null,
        ...credentials,
      };
    default:
      return assertNever(server);
  }
}

function dumpGroup(group: GroupConfig): unknown {
  return {
    name: group.name,
    priority: group.priority,
    type: group.kind,
    ...groupExtras(group),
    programs: [...group.processes].sort(byPriorityThenName).map(dumpProcess),
  };
}

function groupExtras(group: GroupConfig): Record<string, unknown> {
  switch (group.kind) {
    case 'program':
      return {};
    case 'eventlistener':
      return {
        buffer_size: group.bufferSize,
        events: group.events,
        result_handler: group.resultHandler,
      };
    case 'fcgi-program':
      return { socket: dumpSocket(group.socket) };
    default:
      return assertNever(group);
  }
}

const DEFAULT_UNIX_SOCKET_MODE = 0o700;

function dumpSocket({ url, address, owner, mode, backlog }: SocketConfig): unknown {
  return {
    url,
    owner: owner?.written ?? null,
    mode: address.kind === 'unix' ? octal(mode ?? DEFAULT_UNIX_SOCKET_MODE) : null,
    backlog,
  };
}

function dumpProcess(config: ProcessConfig): unknown {
  const { stdout, stderr } = config;
  return {
    name: config.name,
    command: config.command,
    directory: config.directory,
    umask: config.umask === null ? null : octal(config.umask),
    priority: config.priority,
    startsecs: config.startsecs,
    startretries: config.startretries,
    stopwaitsecs: config.stopwaitsecs,
    autostart: config.autostart,
    stopasgroup: config.stopasgroup,
    killasgroup: config.killasgroup,
    redirect_stderr: config.redirectStderr,
    autorestart: config.autorestart,
    exitcodes: config.exitcodes,
    stopsignal: shortSignalName(config.stopsignal),
    user: config.user?.written ?? null,
    serverurl: config.serverurl,
    environment: Object.fromEntries(config.environment),
    stdout_logfile: dumpLogTarget(stdout.logfile),
    stderr_logfile: dumpLogTarget(stderr.logfile),
    stdout_logfile_maxbytes: stdout.maxBytes,
    stderr_logfile_maxbytes: stderr.maxBytes,
    stdout_logfile_backups: stdout.backups,
    stderr_logfile_backups: stderr.backups,
    stdout_capture_maxbytes: stdout.captureMaxBytes,
    stderr_capture_maxbytes: stderr.captureMaxBytes,
    stdout_events_enabled: stdout.eventsEnabled,
    stderr_events_enabled: stderr.eventsEnabled,
    stdout_syslog: stdout.syslog,
    stderr_syslog: stderr.syslog,
  };
}

function dumpLogTarget(target: LogTarget): string | null {
  switch (target.kind) {
    case 'none':
      return null;
    case 'auto':
      return 'AUTO';
    case 'file':
      return target.path;
    default:
      return assertNever(target);
  }
}

function dumpControl(control: ControlConfig): unknown {
  return {
    serverurl: control.serverurl,
    prompt: control.prompt,
    username: control.username,
    password: control.password,
    history_file: control.historyFile,
  };
}

function octal(value: number): string {
  const digits = Math.abs(value).toString(8);
  return value < 0 ? `-${digits.padStart(3, '0')}` : digits.padStart(4, '0');
}
