/** The client's options. Source: Supervisor options.py, ClientOptions; doc text in supervisorctl.py. */

import { getopt } from '../core/getopt.ts';
import { pythonRepr } from '../core/python-repr.ts';
import { CLIENT_OPTIONS, type ClientOption, type CommandLineOptions, FORMATS } from './client-options.ts';
import { looksLikeUrl } from './server-url.ts';

export type CommandLine =
  | { readonly kind: 'run'; readonly options: CommandLineOptions; readonly words: readonly string[] }
  | { readonly kind: 'help' }
  /** A usage error: exit status 2. */
  | { readonly kind: 'refused'; readonly message: string };

/** `args` is the command line without the program's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const result = getopt(args, CLIENT_OPTIONS);
  if (result.kind === 'refused') return result;
  const given = new Map<ClientOption['meaning'], string>();
  for (const { spec, name, value } of result.options) {
    if (spec.meaning === 'help') return { kind: 'help' };
    const complaint = complaintAbout(spec, value);
    if (complaint !== null) {
      return refused(`invalid value for ${name} ${pythonRepr(value)}: ${complaint}`);
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
      format: given.get('format') === 'json' ? 'json' : 'text',
    },
    words: result.positionals,
  };
}

function complaintAbout({ meaning }: ClientOption, value: string): string | null {
  if (meaning === 'serverUrl' && !looksLikeUrl(value)) return `value ${pythonRepr(value)} is not a URL`;
  if (meaning === 'format' && !FORMATS.some((format) => format === value)) {
    return `it must be ${FORMATS.join(' or ')}`;
  }
  return null;
}

function refused(message: string): CommandLine {
  return { kind: 'refused', message };
}

/** What `-h` prints. `program` is the name under which the client was called. */
export function usageText(program: string): string {
  return `${TITLE}

Usage: ${program} [options] [action [arguments]]

Options:
${CLIENT_OPTIONS.flatMap(optionLine).join('\n')}

action [arguments] -- what to do, for example "status", "restart web" or "tail -f web"

Without an action, a shell takes actions line by line. The action "help" lists
them, and "help <action>" explains one.
`;
}

/** Scripts look for it, whatever the name. Source: Supervisor supervisorctl.py. */
const TITLE = 'supervisorctl -- control applications run by supervisord from the cmd line.';

function optionLine({ short, long, valueName, help }: ClientOption): readonly string[] {
  if (help === null) return [];
  const value = valueName === null ? '' : ` ${valueName}`;
  return [`-${short}/--${long}${value} -- ${help}`];
}
