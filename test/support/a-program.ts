import type { GroupConfig, ProcessConfig, StreamConfig } from '../../src/config/model.ts';
import { SIGTERM } from '../../src/core/signals.ts';
import { bytes, seconds } from '../../src/core/units.ts';

const position = { file: 'test.conf', line: 1 };

export const A_STREAM: StreamConfig = {
  logfile: { kind: 'none' },
  maxBytes: bytes(50 * 1024 * 1024),
  backups: 10,
  captureMaxBytes: bytes(0),
  eventsEnabled: false,
  syslog: false,
};

/** A process with Supervisor's defaults, except for what a test names. */
export function aProcess(changes: Partial<ProcessConfig> = {}): ProcessConfig {
  const name = changes.name ?? 'web';
  return {
    name,
    group: changes.group ?? name,
    section: `program:${name}`,
    position,
    command: '/bin/sleep 1000',
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
    sockets: [],
    stdout: A_STREAM,
    stderr: A_STREAM,
    ...changes,
  };
}

/** A group of the given processes, named after the first unless named. */
export function aGroup(
  processes: readonly ProcessConfig[],
  changes: { readonly name?: string; readonly priority?: number } = {},
): GroupConfig {
  const name = changes.name ?? processes[0]?.name ?? 'empty';
  return {
    kind: 'program',
    name,
    priority: changes.priority ?? 999,
    section: `program:${name}`,
    position,
    processes,
  };
}
