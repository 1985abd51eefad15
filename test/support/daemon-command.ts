/** The two daemons as commands: how they are called, and runs of them that end by themselves. */
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAllWithMark, MARK, newMark, processesWithMark } from './instance-mark.ts';
import { peerPath } from './peers.ts';
import { isAlive, type ProcessStatus } from './proc-files.ts';
import { type CompletedRun, runToExit } from './run-to-exit.ts';

export type DaemonKind = 'supervisord' | 'vigild';

export interface DaemonOptions {
  readonly kind: DaemonKind;
  /** Holds `supervisord.conf` and becomes the working directory. */
  readonly directory: string;
  /** Default: `-c` with the absolute path of `supervisord.conf`. */
  readonly configuration?: string;
  /** Written to `supervisord.conf` before the start; without it the file is already there. */
  readonly text?: string;
  /** Default: in the foreground, by `--nodaemon`. `as-configured` leaves that to the configuration, which asks for it. */
  readonly mode?: 'foreground' | 'as-configured' | 'daemonized';
  /** The folder of the daemon's files in its directory, where they do not lie beside the configuration. */
  readonly files?: string;
  /** What the log says when the daemon is ready. */
  readonly isReady?: RegExp;
  /** Further command-line arguments. */
  readonly arguments?: readonly string[];
  /** Added to a small fixed environment; the test runner's own is not inherited. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that starts the daemon in some other way, such as `setpriv ...`. */
  readonly prefix?: readonly string[];
  /** For a daemonized start: makes the whole command line out of the daemon's. */
  readonly launch?: (commandLine: readonly string[]) => readonly string[];
}

const VIGILD = fileURLToPath(new URL('../../bin/vigild', import.meta.url));

export function daemonCommand(kind: DaemonKind): string {
  return kind === 'vigild' ? VIGILD : peerPath('supervisord');
}

/** Runs the daemon's command to its end: for starts that fail, and for `-h` and `-v`. */
export async function runDaemonCommand(
  options: DaemonOptions & { readonly within?: number },
): Promise<CompletedRun & { readonly leftovers: readonly ProcessStatus[] }> {
  const { command, commandArguments } = commandOf(options);
  const mark = newMark();
  try {
    const result = await runToExit(command, commandArguments, {
      directory: options.directory,
      environment: environmentOf(options, mark),
      ...(options.within === undefined ? {} : { within: options.within }),
    });
    return { ...result, leftovers: processesWithMark(mark).filter(({ pid }) => isAlive(pid)) };
  } finally {
    await killAllWithMark(mark);
  }
}

/** The whole command line. */
export function commandOf(options: DaemonOptions): { command: string; commandArguments: string[] } {
  const [command = '', ...commandArguments] = [
    ...(options.prefix ?? []),
    daemonCommand(options.kind),
    ...(options.arguments ?? []),
  ];
  return { command, commandArguments };
}

/** A small fixed environment, so that a test does not depend on the runner's own. */
export function environmentOf(options: DaemonOptions, mark: string): Record<string, string> {
  return {
    // The Node that runs the tests also runs vigild.
    PATH: `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    // Supervisor's Python adds LC_CTYPE to its environment when the locale is plain C.
    LANG: 'C.UTF-8',
    HOME: '/nonexistent',
    // Logs without a name go there, and a daemon deletes those that it finds at its start.
    TMPDIR: temporaryDirectory(options.directory),
    [MARK]: mark,
    ...options.environment,
  };
}

function temporaryDirectory(directory: string): string {
  const path = join(directory, 'tmp');
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o1777);
  return path;
}
