/**
 * The environment that the client was started with. bin/vigilctl begins as a script of sh, and sh drops variables whose
 * names it cannot use itself, such as `spring.port` and bash's exported functions. For `run` it stays the parent of this
 * process and says so: its own environment is the caller's still.
 */
import { readEnvironment } from '../os/process-table.ts';

/** The pid of that sh. */
const MARK = 'VIGIL_SHELL';

export function callerEnvironment(own: NodeJS.ProcessEnv, parent: number): ReadonlyMap<string, string> {
  const entries = own[MARK] === String(parent) ? readEnvironment(parent) : null;
  if (entries === null) return new Map(Object.entries(own).map(([name, value]) => [name, value ?? '']));
  return new Map(entries.map(split));
}

function split(entry: string): readonly [name: string, value: string] {
  const equals = entry.indexOf('=', 1);
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
