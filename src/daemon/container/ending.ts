/**
 * When a program ends the daemon: the one of `exit_with` by its exit, a `critical` one by becoming FATAL. The first
 * that does decides the exit status; a shutdown that began otherwise keeps 0.
 */
import type { DaemonConfig } from '../../config/model.ts';
import { describeExit } from '../../core/exit-status.ts';
import { splitNamespec } from '../../core/namespec.ts';
import type { StateChange } from '../../core/process-effect.ts';
import type { LastEnd } from '../../core/process-past.ts';
import { tryWriteAll } from '../../os/write-all.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { ActivityLog, Clock } from '../../supervisor/ports.ts';
import type { ProcessGroup } from '../../supervisor/process-group.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { boundShutdown } from './shutdown-bound.ts';

export interface EndingParts {
  readonly supervisor: Supervisor;
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly daemon: DaemonConfig;
}

const STDERR = 2;

const CRITICAL_FATAL = 1;
const COMMAND_NOT_FOUND = 127;
const COMMAND_NOT_RUNNABLE = 126;

export class DaemonEnding {
  readonly #parts: EndingParts;
  readonly #forgetBound: () => void;
  #exitStatus = 0;

  constructor(parts: EndingParts) {
    this.#parts = parts;
    const { shutdownTimeout: timeout } = parts.daemon;
    this.#forgetBound = timeout === null ? () => undefined : boundShutdown({ ...parts, timeout });
    parts.supervisor.onStateChange((group, process, change) => this.#changed(group, process, change));
  }

  /** Of the daemon, as far as programs decide it. */
  get exitStatus(): number {
    return this.#exitStatus;
  }

  close(): void {
    this.#forgetBound();
  }

  #changed(group: ProcessGroup, process: ManagedProcess, { to }: StateChange): void {
    if (this.#parts.supervisor.state !== 'RUNNING' || (to !== 'EXITED' && to !== 'FATAL')) return;
    const { name, past } = process;
    const how = endText(past.lastEnd);
    if (this.#isExitProcess(group, process)) {
      const status = statusOf(past.lastEnd);
      this.#end(
        status,
        `${name} ended (${how}), and exit_with names it: shutting down with status ${status}`,
      );
    } else if (to === 'FATAL' && process.config.critical) {
      this.#end(CRITICAL_FATAL, `${name} is critical and became FATAL (${how}): shutting down with status 1`);
    }
  }

  #isExitProcess(group: ProcessGroup, { name }: ManagedProcess): boolean {
    const { exitWith } = this.#parts.daemon;
    if (exitWith === null) return false;
    const wanted = splitNamespec(exitWith);
    return wanted.group === group.name && wanted.process === name;
  }

  #end(status: number, message: string): void {
    const { supervisor, log, daemon } = this.#parts;
    this.#exitStatus = status;
    log.log('critical', message);
    if (!isLoggedToStderr(daemon)) tryWriteAll(STDERR, `vigild: ${message}\n`);
    supervisor.requestShutdown();
  }
}

/** Or nobody reads it: in the background standard error leads nowhere. */
function isLoggedToStderr({ logfile, nodaemon }: DaemonConfig): boolean {
  return !nodaemon || (logfile.kind === 'file' && logfile.path === '/dev/stderr');
}

function endText(end: LastEnd | null): string {
  if (end === null) return 'nobody knows how';
  if (end.kind === 'spawn-failed') return end.message;
  return end.status === null ? 'status unknown' : describeExit(end.status);
}

/** As a shell counts. */
function statusOf(end: LastEnd | null): number {
  if (end?.kind === 'spawn-failed') {
    return end.message.startsWith("can't find") ? COMMAND_NOT_FOUND : COMMAND_NOT_RUNNABLE;
  }
  const status = end?.status ?? null;
  if (status === null) return CRITICAL_FATAL;
  return status.kind === 'exited' ? status.code : 128 + status.signal;
}
