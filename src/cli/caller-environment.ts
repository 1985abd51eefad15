/**
 * The environment that the client was started with. bin/vigilctl begins as a script of sh, which hands on fewer variables
 * than it was given; for `run` it stays the parent of this process, so that they can be found.
 */
import { environmentOfShell } from '../os/shell-environment.ts';

export function callerEnvironment(own: NodeJS.ProcessEnv, parent: number): ReadonlyMap<string, string> {
  return (
    environmentOfShell(own['VIGIL_SHELL'], parent) ??
    new Map(Object.entries(own).map(([name, value]) => [name, value ?? '']))
  );
}
