/** Complete configuration values for tests, each with Supervisor's defaults and the given parts replaced. */
import type {
  Config,
  DaemonConfig,
  FcgiGroupConfig,
  ListenerGroupConfig,
  ProcessConfig,
  ProgramGroupConfig,
  StreamConfig,
} from '../../src/config/model.ts';
import { SIGTERM } from '../../src/core/signals.ts';
import { bytes, seconds } from '../../src/core/units.ts';

const POSITION = { file: 'vigil.conf', line: 1 };
const FIFTY_MEGABYTES = bytes(50 * 1024 * 1024);

export function sampleStream(changes: Partial<StreamConfig> = {}): StreamConfig {
  return {
    logfile: { kind: 'auto' },
    maxBytes: FIFTY_MEGABYTES,
    backups: 10,
    captureMaxBytes: bytes(0),
    eventsEnabled: false,
    syslog: false,
    ...changes,
  };
}

export function sampleProcess(changes: Partial<ProcessConfig> = {}): ProcessConfig {
  const name = changes.name ?? 'web';
  return {
    name,
    group: name,
    section: `program:${name}`,
    position: POSITION,
    origins: new Map(),
    command: '/bin/cat',
    directory: null,
    umask: null,
    priority: 999,
    autostart: true,
    autorestart: 'unexpected',
    startsecs: seconds(1),
    startretries: 3,
    stopsignal: SIGTERM,
    stopwaitsecs: seconds(10),
    stopasgroup: false,
    killasgroup: false,
    exitcodes: [0],
    user: null,
    redirectStderr: false,
    environment: new Map(),
    serverurl: null,
    critical: false,
    sockets: [],
    stdout: sampleStream(),
    stderr: sampleStream(),
    family: { daemonize: null, stopScope: null, leftovers: 'clear', pidfile: null },
    ...changes,
  };
}

export function sampleGroup(changes: Partial<ProgramGroupConfig> = {}): ProgramGroupConfig {
  const name = changes.name ?? 'web';
  return {
    kind: 'program',
    name,
    priority: 999,
    section: `program:${name}`,
    position: POSITION,
    processes: [sampleProcess({ name })],
    ...changes,
  };
}

export function sampleListener(changes: Partial<ListenerGroupConfig> = {}): ListenerGroupConfig {
  const name = changes.name ?? 'watcher';
  return {
    ...sampleGroup({ name, priority: -1, section: `eventlistener:${name}` }),
    kind: 'eventlistener',
    bufferSize: 10,
    events: ['TICK_5'],
    resultHandler: 'supervisor.dispatchers:default_handler',
    ...changes,
  };
}

export function sampleFcgi(changes: Partial<FcgiGroupConfig> = {}): FcgiGroupConfig {
  const name = changes.name ?? 'php';
  return {
    ...sampleGroup({ name, section: `fcgi-program:${name}` }),
    kind: 'fcgi-program',
    socket: {
      url: 'unix:///run/php.sock',
      address: { kind: 'unix', path: '/run/php.sock' },
      owner: null,
      mode: null,
      backlog: null,
    },
    ...changes,
  };
}

export function sampleDaemon(changes: Partial<DaemonConfig> = {}): DaemonConfig {
  return {
    logfile: { kind: 'file', path: '/var/log/vigild.log' },
    logfileMaxBytes: FIFTY_MEGABYTES,
    logfileBackups: 10,
    loglevel: 'info',
    pidfile: '/run/vigild.pid',
    umask: 0o22,
    nodaemon: false,
    silent: false,
    minfds: 1024,
    minprocs: 200,
    nocleanup: false,
    childlogdir: '/tmp',
    user: null,
    directory: null,
    stripAnsi: false,
    environment: new Map(),
    identifier: 'supervisor',
    historyfile: { kind: 'auto' },
    container: false,
    writesPidfile: true,
    exitWith: null,
    shutdownTimeout: null,
    daemonize: 'auto',
    cgroup: 'auto',
    ...changes,
  };
}

export function sampleConfig(changes: Partial<Config> = {}): Config {
  return {
    file: 'vigil.conf',
    daemon: sampleDaemon(),
    servers: [],
    rpcInterfaces: [],
    groups: [],
    supervisorctl: null,
    notices: [],
    ...changes,
  };
}
