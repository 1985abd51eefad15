/**
 * Where an instance keeps what must outlive a reboot: beside its activity log, which is where an operator looks for what
 * happened. The run directory, which a reboot empties, is the place where that cannot be: the log goes to syslog, to a
 * device such as /dev/stdout, or to a directory in which this user may not make files.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DaemonConfig } from '../config/model.ts';

export interface StatePlace {
  /** Null: no history is kept. */
  readonly historyFile: string | null;
  readonly disabledFile: string;
  /** Programs that were added to stay. */
  readonly programsFile: string;
}

export function statePlace(daemon: DaemonConfig, runDirectory: string): StatePlace {
  const beside = placeBesideLog(daemon.logfile);
  const nameOf = (kind: string) => (beside === null ? join(runDirectory, kind) : `${beside}.${kind}`);
  const { historyfile } = daemon;
  return {
    historyFile: historyfile.kind === 'auto' ? nameOf('history') : pathOf(historyfile),
    disabledFile: nameOf('disabled'),
    programsFile: nameOf('programs'),
  };
}

function pathOf(target: Exclude<DaemonConfig['historyfile'], { kind: 'auto' }>): string | null {
  return target.kind === 'none' ? null : target.path;
}

function placeBesideLog(logfile: DaemonConfig['logfile']): string | null {
  if (logfile.kind === 'syslog' || !mayMakeFilesIn(dirname(logfile.path))) return null;
  const stats = statSync(logfile.path, { throwIfNoEntry: false });
  return stats === undefined || stats.isFile() ? logfile.path : null;
}

function mayMakeFilesIn(directory: string): boolean {
  if (directory === '/dev' || directory.startsWith('/dev/') || directory.startsWith('/proc/')) return false;
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // Why does not matter: the other place is used.
  }
}
