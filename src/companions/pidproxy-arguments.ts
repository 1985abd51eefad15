/** The command line of vigil-pidproxy, which has no options: every word belongs to the file or to the command. */

export interface PidproxyArguments {
  readonly pidFile: string;
  /** As given: it is also the command's own name for itself. */
  readonly command: string;
  readonly commandArguments: readonly string[];
}

/** Null when the pid file or the command is missing. */
export function parsePidproxyArguments(args: readonly string[]): PidproxyArguments | null {
  const [pidFile, command, ...commandArguments] = args;
  if (pidFile === undefined || command === undefined) return null;
  return { pidFile, command, commandArguments };
}

/** `program` is the path that it was called by. */
export function pidproxyUsage(program: string): string {
  return `vigil-pidproxy -- run a command, and pass signals on to the process in a pid file.

It lives as long as the command does. TERM, HUP, INT, USR1, USR2 and QUIT go to
the process whose id is in the pid file when they arrive; after TERM, INT and
QUIT it exits.

Usage: ${program} <pidfile name> <command> [<cmdarg1> ...]

The command is not looked up on the PATH: write it with its directory.
`;
}
