import type { ProcessConfig } from '../config/model.ts';

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

/** The environment that programs are started with: the daemon's own, with what is set for one program on top. */
export class ProgramEnvironment {
  readonly #inherited: readonly (readonly [name: string, entry: string])[];

  /** `daemon` is the daemon's own, which does not change. */
  constructor(daemon: ReadonlyMap<string, string>) {
    this.#inherited = Array.from(daemon, ([name, value]) => [name, `${name}=${value}`]);
  }

  /**
   * `NAME=value` each, with `own` in place of what the daemon has. Made for each spawn and not kept: it would be most of what
   * a process costs in memory.
   */
  entries(own: ReadonlyMap<string, string>): string[] {
    const entries: string[] = [];
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
