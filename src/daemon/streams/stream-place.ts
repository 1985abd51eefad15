/** Where the log of an output stream is: in a file of its own, on the daemon's console, on both, or nowhere. */
import type { StreamConfig } from '../../config/model.ts';
import { createAutoLog } from '../../logs/auto-log.ts';

export interface StreamName {
  readonly processName: string;
  readonly groupName: string;
  readonly channel: 'stdout' | 'stderr';
  readonly source: 'program' | 'event-listener';
}

export interface PlaceSurroundings {
  readonly childlogdir: string;
  readonly identifier: string;
  /** Whether the output of programs is shown on the daemon's own standard output and error. */
  readonly hasConsole: boolean;
  /** The AUTO log that a process of an earlier daemon goes on with; null: it gets a new one. */
  keptAutoLog(
    process: { readonly group: string; readonly name: string },
    channel: 'stdout' | 'stderr',
  ): string | null;
}

export interface StreamPlace {
  /** The log file's path; null when there is none. */
  readonly logfile: string | null;
  /** Whether the stream is shown on the console. */
  readonly isShown: boolean;
}

/** Creates an AUTO log; throws the file system's error when that fails. */
export function streamPlace(
  { logfile }: Pick<StreamConfig, 'logfile'>,
  name: StreamName,
  surroundings: PlaceSurroundings,
): StreamPlace {
  const isShown = mayBeShown(name, surroundings) && logfile.kind !== 'none';
  const isConsoleAlone = isShown && !isLogOfItsOwn(logfile);
  return { isShown, logfile: isConsoleAlone ? null : resolved(logfile, name, surroundings) };
}

/** In a container: all but the protocol of listeners. */
function mayBeShown({ source, channel }: StreamName, { hasConsole }: PlaceSurroundings): boolean {
  return hasConsole && !(source === 'event-listener' && channel === 'stdout');
}

/** `AUTO` and the daemon's own output are the console. */
function isLogOfItsOwn(logfile: StreamConfig['logfile']): boolean {
  if (logfile.kind !== 'file') return false;
  return !/^\/(?:dev\/std(?:out|err)|(?:dev|proc\/(?:self|1))\/fd\/[12])$/.test(logfile.path);
}

function resolved(
  logfile: StreamConfig['logfile'],
  { processName, groupName, channel }: StreamName,
  { childlogdir, identifier, keptAutoLog }: PlaceSurroundings,
): string | null {
  if (logfile.kind === 'none') return null;
  if (logfile.kind === 'file') return logfile.path === '' ? null : logfile.path;
  const kept = keptAutoLog({ group: groupName, name: processName }, channel);
  return kept ?? createAutoLog({ childlogdir, processName, channel, identifier });
}
