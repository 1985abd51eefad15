/**
 * One `[program:x]`, `[eventlistener:x]` or `[fcgi-program:x]` section becomes its processes. Source: Supervisor
 * options.py, _processes_from_section().
 */

import { pythonRepr } from '../core/python-repr.ts';
import { CopyReader } from './copy-reader.ts';
import { Expansions } from './expansion.ts';
import type { IniSection } from './ini-document.ts';
import type { LogTimestamp, ProcessConfig, SourcePosition } from './model.ts';
import { PROGRAM_OPTIONS as OPTIONS } from './program-options.ts';
import { pythonStrip } from './python-text.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';
import { byPriorityThenName } from './start-rank.ts';
import { name } from './values.ts';

/** What `[supervisord]` says for all programs. */
export interface Inherited {
  /** `[supervisord] environment`. */
  readonly daemonEnvironment: ReadonlyMap<string, string>;
  readonly childlogTimestamp: LogTimestamp | 'none';
}

export interface ProgramSource extends Inherited {
  readonly reading: Reading;
  readonly section: IniSection;
  readonly groupName: string;
}

/** The name after the colon of a section such as `program:web`. */
export function nameAfterColon(section: IniSection): string {
  return section.name.slice(section.name.indexOf(':') + 1);
}

/** More copies than any machine can run are a typing error, and would exhaust the memory of the daemon. */
const MOST_COPIES = 100_000;

/** The section's processes, sorted by priority and name. Mistakes are noted in `reading.errors`. */
export function readProcesses(source: ProgramSource): readonly ProcessConfig[] {
  const { reading, section, groupName } = source;
  const suffix = ` in section ${pythonRepr(section.name)} (file: ${pythonRepr(section.position.file)})`;
  const own = new Map<string, string | number>();
  const reader = new SectionReader({
    reading,
    section,
    names: new Expansions(reading.environmentNames, own),
    suffix,
  });
  const programName = name.parse(nameAfterColon(section), reading.surroundings);
  if (programName.kind === 'invalid') {
    reader.fail(programName.message, { code: 'value', cure: `Write ${name.accepts}` });
    return [];
  }
  own.set('here', reading.here);
  own.set('program_name', programName.value);
  own.set('host_node_name', reading.hostName);
  own.set('group_name', groupName);
  const shared = readShared(reader, source);
  const nameTemplate = readNameTemplate(reader);
  checkTogether(reader, shared, nameTemplate);
  const origins = originsOf(reader);
  const copies = new CopyReader({ ...source, reader, own, shared, nameTemplate, origins });
  return readCopies(reader, shared, copies);
}

function originsOf(reader: SectionReader): ReadonlyMap<string, SourcePosition> {
  const origins = new Map<string, SourcePosition>();
  for (const key of Object.keys(OPTIONS)) {
    const entry = reader.entry(key);
    if (entry !== undefined) origins.set(key, entry.position);
  }
  return origins;
}

function readCopies(reader: SectionReader, shared: SharedSettings, copies: CopyReader): ProcessConfig[] {
  if (shared.numprocs > MOST_COPIES) {
    reader.fail(`Cannot make ${shared.numprocs} processes of one section: the limit is ${MOST_COPIES}`, {
      code: 'value',
      key: OPTIONS.numprocs.key,
      cure: `Write a number up to ${MOST_COPIES}`,
    });
    return [];
  }
  const processes: ProcessConfig[] = [];
  // The first copy with a mistake speaks for those after it, which would only repeat it.
  for (let index = 0; index < shared.numprocs; index += 1) {
    const failures = reader.failureCount;
    processes.push(copies.read(shared.numprocsStart + index));
    if (reader.failureCount > failures) break;
  }
  return processes.sort(byPriorityThenName);
}

/** What all processes of a section have in common. */
export type SharedSettings = ReturnType<typeof readShared>;

function readShared(reader: SectionReader, { childlogTimestamp }: Inherited) {
  // Evaluated from top to bottom: the order in which Supervisor checks.
  const priority = reader.value(OPTIONS.priority);
  const autostart = reader.value(OPTIONS.autostart);
  const autorestart = reader.value(OPTIONS.autorestart);
  const startsecs = reader.value(OPTIONS.startsecs);
  const startretries = reader.value(OPTIONS.startretries);
  const stopsignal = reader.value(OPTIONS.stopsignal);
  const stopwaitsecs = reader.value(OPTIONS.stopwaitsecs);
  const stopasgroup = reader.value(OPTIONS.stopasgroup);
  const killasgroup = reader.optional(OPTIONS.killasgroup) ?? stopasgroup;
  const exitcodes = reader.value(OPTIONS.exitcodes);
  const redirectStderr = reader.value(OPTIONS.redirect_stderr);
  const numprocs = reader.value(OPTIONS.numprocs);
  const numprocsStart = reader.value(OPTIONS.numprocs_start);
  const stdoutCapture = reader.value(OPTIONS.stdout_capture_maxbytes);
  const stdoutEvents = reader.value(OPTIONS.stdout_events_enabled);
  const stderrCapture = reader.value(OPTIONS.stderr_capture_maxbytes);
  const stderrEvents = reader.value(OPTIONS.stderr_events_enabled);
  const stdoutTimestamp = reader.optional(OPTIONS.stdout_logfile_timestamp) ?? childlogTimestamp;
  const stderrTimestamp = reader.optional(OPTIONS.stderr_logfile_timestamp) ?? childlogTimestamp;
  const serverurl = reader.optional(OPTIONS.serverurl);
  return {
    priority,
    autostart,
    autorestart,
    startsecs,
    startretries,
    stopsignal,
    stopwaitsecs,
    stopasgroup,
    killasgroup,
    exitcodes,
    redirectStderr,
    numprocs,
    numprocsStart,
    stdout: { captureMaxBytes: stdoutCapture, eventsEnabled: stdoutEvents, timestamp: stdoutTimestamp },
    stderr: { captureMaxBytes: stderrCapture, eventsEnabled: stderrEvents, timestamp: stderrTimestamp },
    serverurl: isAuto(serverurl) ? null : serverurl,
    user: reader.optional(OPTIONS.user),
    umask: reader.optional(OPTIONS.umask),
    critical: reader.value(OPTIONS.critical),
    socketsMode: reader.value(OPTIONS.sockets_mode),
    family: {
      daemonize: reader.optional(OPTIONS.daemonize),
      stopScope: reader.optional(OPTIONS.stop_scope),
      leftovers: reader.value(OPTIONS.leftovers),
    },
  };
}

function isAuto(serverurl: string | null): boolean {
  return serverurl !== null && pythonStrip(serverurl).toUpperCase() === 'AUTO';
}

/** The template is checked as it is written, before any expansion. */
function readNameTemplate(reader: SectionReader): string {
  const { key } = OPTIONS.process_name;
  const written = reader.entry(key)?.value;
  if (written === undefined) return OPTIONS.process_name.default;
  return reader.parse(OPTIONS.process_name, written) ?? OPTIONS.process_name.default;
}

function checkTogether(reader: SectionReader, shared: SharedSettings, nameTemplate: string): void {
  const { key } = OPTIONS.process_name;
  if (shared.numprocs > 1 && !nameTemplate.includes('%(process_num)') && !reader.hasFailed(key)) {
    reader.fail('%(process_num) must be present within process_name when numprocs > 1', {
      code: 'conflict',
      key,
      cure: 'Write "process_name=%(program_name)s_%(process_num)02d"',
    });
  }
  const isKnown = !reader.hasFailed(OPTIONS.stopasgroup.key) && !reader.hasFailed(OPTIONS.killasgroup.key);
  if (shared.stopasgroup && !shared.killasgroup && isKnown) {
    reader.fail('Cannot set stopasgroup=true and killasgroup=false', {
      code: 'conflict',
      key: OPTIONS.killasgroup.key,
      cure: 'Leave "killasgroup" out: it follows "stopasgroup"',
    });
  }
}
