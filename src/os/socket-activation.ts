/**
 * How a program learns of the sockets that it inherits as descriptors 3 and up: systemd's convention, which
 * `sd_listen_fds` and its like in most languages read. Source: sd_listen_fds(3).
 *
 * LISTEN_PID must be the program's own pid, and posix_spawn(3) is given the environment before there is one. A shell
 * that knows its pid sets it and then becomes the program, without a fork in between.
 */
import type { EnvironmentEntry } from './environment-bytes.ts';

import { isShellName } from './shell-environment.ts';

/** One name for each socket, of the characters that the convention allows. */
export function listenVariables(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([
    ['LISTEN_FDS', String(names.length)],
    ['LISTEN_FDNAMES', names.map(allowedName).join(':')],
  ]);
}

/** What the shell sets of its own accord, and what the program is to have as it was. */
const SHELL_VARIABLES = ['PWD', 'OLDPWD', 'SHLVL'];

export interface ProgramStart {
  readonly path: string;
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly environment: readonly EnvironmentEntry[];
}

/** The shell's command line for a program. The program's argv[0] is then its path. */
export function throughShell({ path, argv, environment }: ProgramStart): Pick<ProgramStart, 'path' | 'argv'> {
  const restored = SHELL_VARIABLES.map((name) => restore(name, environment));
  const script = ['export LISTEN_PID=$$', ...restored, 'exec "$@"'].join('; ');
  // A bare name would be searched for in PATH.
  const file = path.includes('/') ? path : `./${path}`;
  return {
    path: '/bin/sh',
    argv: ['sh', '-c', script, 'sh', ...pastShell(environment, file), file, ...argv.slice(1)],
  };
}

/**
 * Variables that the shell would drop are set again behind it: by env(1), which would take a file with a `=` for one. As
 * arguments they can be seen by other users until it has become the program.
 */
function pastShell(environment: readonly EnvironmentEntry[], file: string): readonly string[] {
  const dropped = textsOf(environment).filter((entry) => !isShellName(entry.slice(0, entry.indexOf('='))));
  return dropped.length === 0 || file.includes('=') ? [] : ['/usr/bin/env', ...dropped];
}

function restore(name: string, environment: readonly EnvironmentEntry[]): string {
  const entry = textsOf(environment).find((candidate) => candidate.startsWith(`${name}=`));
  return entry === undefined ? `unset ${name}` : `${name}=${quoted(entry.slice(name.length + 1))}`;
}

function textsOf(environment: readonly EnvironmentEntry[]): readonly string[] {
  return environment.filter((entry) => typeof entry === 'string');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const LONGEST_NAME = 255;

function allowedName(name: string): string {
  return name.replace(/[^\x20-\x7e]|:/g, '_').slice(0, LONGEST_NAME);
}
