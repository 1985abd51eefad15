import type { ProcessConfig } from '../config/model.ts';
import { type EnvironmentEntry, environmentEntry, type VariablesInBytes } from '../os/environment-bytes.ts';

/**
 * SUPERVISOR_SERVER_URL of a program: its `serverurl`, else `ofDaemon`. Null: it is not set for the program, which an empty
 * `serverurl` says too.
 */
export function serverUrlOf(
  { serverurl }: Pick<ProcessConfig, 'serverurl'>,
  ofDaemon: string | null,
): string | null {
  return (serverurl ?? ofDaemon) || null;
}

/** What is set for one program. `sockets`: what it is told of those that it inherits. */
export function programVariables(
  config: ProcessConfig,
  serverUrl: string | null,
  sockets: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const variables = new Map([['SUPERVISOR_ENABLED', '1']]);
  const url = serverUrlOf(config, serverUrl);
  if (url !== null) variables.set('SUPERVISOR_SERVER_URL', url);
  variables.set('SUPERVISOR_PROCESS_NAME', config.name);
  variables.set('SUPERVISOR_GROUP_NAME', config.group);
  for (const [name, value] of config.environment) variables.set(name, value);
  for (const [name, value] of sockets) variables.set(name, value);
  return variables;
}

/** The environment that programs are started with: the daemon's own, with what is set for one program on top. */
export class ProgramEnvironment {
  readonly #inherited: readonly (readonly [name: string, entry: EnvironmentEntry])[];

  /** `daemon` is the daemon's own, which does not change; `bytes`: of it, what is no text. */
  constructor(daemon: ReadonlyMap<string, string>, bytes: VariablesInBytes) {
    this.#inherited = Array.from(daemon, ([name, value]) => [name, environmentEntry(name, value, bytes)]);
  }

  /**
   * With `own` in place of what the daemon has. Made for each spawn and not kept: it would be most of what
   * a process costs in memory.
   */
  entries(own: ReadonlyMap<string, string>): EnvironmentEntry[] {
    const entries: EnvironmentEntry[] = [];
    const fresh = new Map(own);
    for (const [name, entry] of this.#inherited) {
      const value = own.get(name);
      entries.push(value === undefined ? entry : `${name}=${value}`);
      fresh.delete(name);
    }
    for (const [name, value] of fresh) entries.push(`${name}=${value}`);
    return entries;
  }
}
