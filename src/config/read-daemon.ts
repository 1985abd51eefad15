/** `[supervisord]` and the command line become the daemon's settings. */

import { pythonRepr } from '../core/python-repr.ts';
import { type Seconds, seconds } from '../core/units.ts';
import { ConfigError } from './config-error.ts';
import { type DaemonKey, DAEMON_OPTIONS as OPTIONS } from './daemon-options.ts';
import { Expansions } from './expansion.ts';
import type { IniSection } from './ini-document.ts';
import { user } from './machine-values.ts';
import type { DaemonConfig, LogTarget, UserConfig } from './model.ts';
import { normalizePath } from './python-path.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';
import type { Surroundings } from './surroundings.ts';

/** Settings from the command line, as texts; each goes through the grammar of its key. */
export type DaemonOverrides = Readonly<Partial<Record<DaemonKey, string>>>;

/** What the file says, each key by itself. */
export type DaemonValues = ReturnType<typeof readDaemon>;

/** Reads `[supervisord]` and makes its environment known to `%(ENV_NAME)s` from here on. */
export function readDaemon(reading: Reading, section: IniSection, tempDir: string) {
  const names = new Expansions(reading.environmentNames, new Map([['here', reading.here]]));
  const reader = new SectionReader({ reading, section, names });
  // Evaluated from top to bottom: the order in which Supervisor checks.
  const values = {
    minfds: reader.value(OPTIONS.minfds),
    minprocs: reader.value(OPTIONS.minprocs),
    directory: reader.optional(OPTIONS.directory),
    user: reader.optional(OPTIONS.user),
    umask: reader.value(OPTIONS.umask),
    logfile: reader.value(OPTIONS.logfile),
    logfile_maxbytes: reader.value(OPTIONS.logfile_maxbytes),
    logfile_backups: reader.value(OPTIONS.logfile_backups),
    loglevel: reader.value(OPTIONS.loglevel),
    pidfile: reader.value(OPTIONS.pidfile),
    identifier: reader.value(OPTIONS.identifier),
    nodaemon: reader.value(OPTIONS.nodaemon),
    silent: reader.value(OPTIONS.silent),
    childlogdir: reader.optional(OPTIONS.childlogdir) ?? tempDir,
    nocleanup: reader.value(OPTIONS.nocleanup),
    strip_ansi: reader.value(OPTIONS.strip_ansi),
    childlog_timestamp: reader.value(OPTIONS.childlog_timestamp),
    container: reader.value(OPTIONS.container),
    exit_with: reader.optional(OPTIONS.exit_with),
    shutdown_timeout: reader.optional(OPTIONS.shutdown_timeout),
    daemonize: reader.value(OPTIONS.daemonize),
    cgroup: reader.value(OPTIONS.cgroup),
    environment: readEnvironment(reader, reading),
    historyfile: reader.value(OPTIONS.historyfile),
  };
  for (const [name, value] of values.environment) reading.environmentNames.set(`ENV_${name}`, value);
  return values;
}

function readEnvironment(reader: SectionReader, reading: Reading): ReadonlyMap<string, string> {
  const { key } = OPTIONS.environment;
  const here = new Map([
    ['here', reading.here],
    ['host_node_name', reading.hostName],
  ]);
  const names = new Expansions(here, reading.environmentNames);
  const expanded = reader.expandText(reader.entry(key)?.value ?? '', { key, label: key, names });
  return (expanded === undefined ? undefined : reader.parse(OPTIONS.environment, expanded)) ?? new Map();
}

/** Puts the command line through the grammars. Texts that do not fit are noted as errors and left out. */
export function readOverrides(
  overrides: DaemonOverrides,
  surroundings: Surroundings,
  errors: ConfigError[],
): Partial<DaemonValues> {
  const values: Partial<Record<DaemonKey, unknown>> = {};
  for (const key of Object.keys(OPTIONS) as DaemonKey[]) {
    const written = overrides[key];
    if (written === undefined) continue;
    const result = OPTIONS[key].grammar.parse(written, surroundings);
    if (result.kind === 'parsed') {
      values[key] = result.value;
      continue;
    }
    const message = `invalid value for --${key} ${pythonRepr(written)}: ${result.message}`;
    errors.push(new ConfigError(message, { code: 'value', key, value: written }));
  }
  // Each value was made by the grammar of its own key, whose type readDaemon() gives it.
  return values as Partial<DaemonValues>;
}

/** Overlays the file with the command line. The user is looked up here, last of all, as Supervisor does. */
export function finishDaemon(
  reading: Reading,
  written: DaemonValues,
  overrides: Partial<DaemonValues>,
): DaemonConfig {
  const values = { ...written, ...overrides };
  const { container } = values;
  const isSet = (key: 'logfile' | 'pidfile') =>
    Boolean(overrides[key]) || reading.document.entry('supervisord', key) !== undefined;
  const logsToStderr = container && !isSet('logfile');
  const logfile = logsToStderr ? '/dev/stderr' : overrides.logfile || written.logfile;
  const pidfile = overrides.pidfile || written.pidfile;
  return {
    logfile:
      logfile === 'syslog'
        ? { kind: 'syslog' }
        : { kind: 'file', path: normalizePath(logfile, reading.surroundings) },
    logfileMaxBytes: values.logfile_maxbytes,
    logfileBackups: values.logfile_backups,
    loglevel: values.loglevel,
    pidfile: normalizePath(pidfile, reading.surroundings),
    umask: values.umask,
    nodaemon: values.nodaemon || container,
    silent: values.silent || logsToStderr,
    minfds: values.minfds,
    minprocs: values.minprocs,
    nocleanup: values.nocleanup,
    daemonize: values.daemonize,
    cgroup: values.cgroup,
    childlogdir: values.childlogdir,
    user: values.user === null ? null : findUser(reading, values.user),
    directory: values.directory,
    stripAnsi: values.strip_ansi,
    environment: values.environment,
    identifier: values.identifier,
    historyfile: placed(values.historyfile, reading),
    container,
    writesPidfile: !container || isSet('pidfile'),
    exitWith: values.exit_with,
    shutdownTimeout: shutdownTimeout(values.shutdown_timeout, container),
  };
}

/** `docker stop` kills after ten seconds: the programs come before it. */
const CONTAINER_SHUTDOWN = seconds(8);

function shutdownTimeout(written: Seconds | null, isContainer: boolean): Seconds | null {
  if (written === null) return isContainer ? CONTAINER_SHUTDOWN : null;
  return written > 0 ? written : null;
}

/** The daemon changes its directory: a relative path is made absolute now, as for the log file. */
function placed(target: LogTarget, { surroundings }: Reading): LogTarget {
  return target.kind === 'file' ? { ...target, path: normalizePath(target.path, surroundings) } : target;
}

function findUser(reading: Reading, written: string): UserConfig | null {
  const result = user.parse(written, reading.surroundings);
  if (result.kind === 'parsed') return result.value;
  const entry = reading.document.entry('supervisord', 'user');
  reading.errors.push(
    new ConfigError(result.message, {
      code: 'reference',
      section: 'supervisord',
      key: 'user',
      value: written,
      file: entry?.position.file ?? null,
      line: entry?.position.line ?? null,
      cure: `Write ${user.accepts}, for example "user=nobody"`,
    }),
  );
  return null;
}
