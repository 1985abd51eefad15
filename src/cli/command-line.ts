/** The client's options. Source: Supervisor options.py, ClientOptions; doc text in supervisorctl.py. */

import { getopt, type OptionSpec } from '../core/getopt.ts';
import { pythonRepr } from '../core/python-repr.ts';
import { looksLikeUrl } from './server-url.ts';

export interface CommandLineOptions {
  readonly configFile: string | null;
  readonly isInteractive: boolean;
  readonly serverUrl: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly historyFile: string | null;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly options: CommandLineOptions; readonly words: readonly string[] }
  | { readonly kind: 'help' }
  /** A usage error: exit status 2. */
  | { readonly kind: 'refused'; readonly message: string };

interface ClientOption extends OptionSpec {
  readonly meaning: keyof CommandLineOptions | 'help';
}

const OPTIONS: readonly ClientOption[] = [
  { short: 'c', long: 'configuration', takesValue: true, meaning: 'configFile' },
  { short: 'h', long: 'help', takesValue: false, meaning: 'help' },
  { short: '?', takesValue: false, meaning: 'help' },
  { short: 'i', long: 'interactive', takesValue: false, meaning: 'isInteractive' },
  { short: 's', long: 'serverurl', takesValue: true, meaning: 'serverUrl' },
  { short: 'u', long: 'username', takesValue: true, meaning: 'username' },
  { short: 'p', long: 'password', takesValue: true, meaning: 'password' },
  { short: 'r', long: 'history_file', takesValue: true, meaning: 'historyFile' },
];

/** `args` is the command line without the program's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const result = getopt(args, OPTIONS);
  if (result.kind === 'refused') return result;
  const given = new Map<ClientOption['meaning'], string>();
  for (const { spec, name, value } of result.options) {
    if (spec.meaning === 'help') return { kind: 'help' };
    if (spec.meaning === 'serverUrl' && !looksLikeUrl(value)) {
      const quoted = pythonRepr(value);
      return refused(`invalid value for ${name} ${quoted}: value ${quoted} is not a URL`);
    }
    if (given.has(spec.meaning)) return refused(`conflicting command line option ${pythonRepr(name)}`);
    given.set(spec.meaning, value);
  }
  return {
    kind: 'run',
    options: {
      configFile: given.get('configFile') ?? null,
      isInteractive: given.has('isInteractive'),
      serverUrl: given.get('serverUrl') ?? null,
      username: given.get('username') ?? null,
      password: given.get('password') ?? null,
      historyFile: given.get('historyFile') ?? null,
    },
    words: result.positionals,
  };
}

function refused(message: string): CommandLine {
  return { kind: 'refused', message };
}

/** What `-h` prints. `program` is the name under which the client was called. */
export function usageText(program: string): string {
  return `${program} -- control applications run by supervisord from the cmd line.

Usage: ${program} [options] [action [arguments]]

Options:
-c/--configuration FILENAME -- configuration file (looked for in the usual places if not given)
-h/--help -- print this text and exit
-i/--interactive -- start an interactive shell after executing commands
-s/--serverurl URL -- where the daemon listens: http://host:port or unix:///path/to/socket
     (default "http://localhost:9001")
-u/--username USERNAME -- name to give to the daemon
-p/--password PASSWORD -- password to give to the daemon
-r/--history_file FILENAME -- keep the history of the shell in this file

action [arguments] -- what to do, for example "status", "restart web" or "tail -f web"

Without an action, a shell takes actions line by line. The action "help" lists
them, and "help <action>" explains one.
`;
}
