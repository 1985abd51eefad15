/** From the words of `run` and its surroundings to a program as the daemon gets it. */
import { accessSync, constants, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { joinCommand } from '../core/command-words.ts';
import type { RunOptions } from './run-options.ts';

/** Who runs the program, and where. */
export interface RunCaller {
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly umask: number;
}

export interface DescribedProgram {
  /** To be tried first; when it is taken and was not asked for, others follow. */
  readonly name: string;
  readonly isNameGiven: boolean;
  readonly keys: readonly (readonly [string, string])[];
  readonly environment: readonly (readonly [string, string])[];
  readonly isSaved: boolean;
}

/** What is about this client, or about the supervisor that it runs under, and not about the program. */
const NOT_FOR_PROGRAMS =
  /^(_|OLDPWD|SUPERVISOR_.*|VIGIL_.*|NOTIFY_SOCKET|LISTEN_(PID|FDS|FDNAMES)|WATCHDOG_(PID|USEC))$/;

/** A text says what is wrong. */
export function describeProgram(options: RunOptions, caller: RunCaller): DescribedProgram | string {
  const [command, ...rest] = options.command;
  const directory = options.directory === null ? caller.cwd : resolve(caller.cwd, options.directory);
  if (!isDirectory(directory)) {
    return `Error: run: ${directory} is no directory`;
  }
  const name = options.name ?? nameFor(command);
  const path = findCommand(command, caller);
  if (/\s/.test(command) && (path === null || !isExecutable(path))) {
    return `${name}: ERROR (no such file): "${command}" is one word: leave out the quotes, or write sh -c before it`;
  }
  if (path === null) return `${name}: ERROR (no such file): ${command} is in no directory of PATH`;
  return {
    name,
    isNameGiven: options.name !== null,
    keys: [
      ['command', joinCommand([path, ...rest])],
      ['directory', directory],
      ['umask', caller.umask.toString(8).padStart(3, '0')],
      ['stopasgroup', 'true'],
      ['killasgroup', 'true'],
      ...(options.isOnce ? onceKeys(options.isSaved) : []),
    ],
    environment: [...environmentFor(options, directory, caller)],
    isSaved: options.isSaved,
  };
}

/** A daemon that was killed and comes back must not do it twice; what was saved is to be done at each of its starts. */
function onceKeys(isSaved: boolean): readonly (readonly [string, string])[] {
  return [
    ['autorestart', 'false'],
    ['startsecs', '0'],
    ...(isSaved ? [] : [['autostart', 'false'] as const]),
  ];
}

function environmentFor(
  options: RunOptions,
  directory: string,
  { environment }: RunCaller,
): ReadonlyMap<string, string> {
  const inherited = [...environment].filter(([name]) => !NOT_FOR_PROGRAMS.test(name));
  return new Map([...inherited, ['PWD', directory], ...options.environment]);
}

/** The command's name without what a name may not have. */
export function nameFor(command: string): string {
  const name = basename(command)
    .replace(/[^A-Za-z0-9_.@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9_]+/, '');
  return name === '' || name === 'all' ? 'program' : name;
}

/** As the caller's shell would find it, since the daemon has another PATH and another directory. */
function findCommand(command: string, { environment, cwd }: RunCaller): string | null {
  if (command.includes('/')) return resolve(cwd, command);
  const folders = (environment.get('PATH') ?? '').split(':').map((folder) => resolve(cwd, folder));
  return folders.map((folder) => join(folder, command)).find(isExecutable) ?? null;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // Nothing is there, or it may not be seen.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Not this one: the next directory may have it.
  }
}
