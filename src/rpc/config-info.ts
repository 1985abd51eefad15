/** The struct with the settings of one process, its keys in Supervisor's order. */
import type { GroupConfig, LogTarget, ProcessConfig } from '../config/model.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

/** What stands for a setting that is not set. */
const NONE = 'none';

/** `active` is the group in use under that name, if there is one. */
export function configInfo(
  group: GroupConfig,
  process: ProcessConfig,
  active: ProcessGroup | undefined,
): XmlRpcStruct {
  const { stdout, stderr } = process;
  const logfiles = logfilesOf(process, active);
  return {
    autostart: process.autostart,
    autorestart: process.autorestart,
    directory: process.directory ?? NONE,
    uid: process.user?.uid ?? NONE,
    command: process.command,
    exitcodes: process.exitcodes,
    group: group.name,
    group_prio: group.priority,
    inuse: active !== undefined,
    killasgroup: process.killasgroup,
    name: process.name,
    process_prio: process.priority,
    redirect_stderr: process.redirectStderr,
    startretries: process.startretries,
    startsecs: process.startsecs,
    stdout_capture_maxbytes: stdout.captureMaxBytes,
    stdout_events_enabled: stdout.eventsEnabled,
    stdout_logfile: logfiles.stdout,
    stdout_logfile_backups: stdout.backups,
    stdout_logfile_maxbytes: stdout.maxBytes,
    stdout_syslog: stdout.syslog,
    stopsignal: process.stopsignal,
    stopwaitsecs: process.stopwaitsecs,
    stderr_capture_maxbytes: stderr.captureMaxBytes,
    stderr_events_enabled: stderr.eventsEnabled,
    stderr_logfile: logfiles.stderr,
    stderr_logfile_backups: stderr.backups,
    stderr_logfile_maxbytes: stderr.maxBytes,
    stderr_syslog: stderr.syslog,
    serverurl: process.serverurl ?? NONE,
  };
}

/** An AUTO log has a path only in the process in use; a configuration read since then says `auto`. */
function logfilesOf(
  process: ProcessConfig,
  active: ProcessGroup | undefined,
): { readonly stdout: string; readonly stderr: string } {
  const inUse = active?.process(process.name);
  const runtime = inUse?.config === process ? inUse.runtime : undefined;
  return {
    stdout: logfile(process.stdout.logfile, runtime?.stdoutLogfile),
    stderr: logfile(process.stderr.logfile, runtime?.stderrLogfile),
  };
}

function logfile(target: LogTarget, actual: string | null | undefined): string {
  if (target.kind === 'file') return target.path;
  return target.kind === 'auto' ? (actual ?? 'auto') : NONE;
}
