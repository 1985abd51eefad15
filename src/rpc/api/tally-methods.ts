/** How often things happened to processes. */
import type { Handlers } from '../contract.ts';
import type { RpcWorld } from '../world.ts';

export function tallyMethods({ supervisor, daemon }: RpcWorld): Handlers<'vigil.getTallies'> {
  const lost = (path: string | null) => (path === null ? 0 : daemon.lostBytes(path));
  return {
    'vigil.getTallies': () =>
      supervisor.groups().flatMap((group) =>
        group.processes().map(({ name, runtime }) => ({
          group: group.name,
          name,
          ...daemon.tally({ group: group.name, process: name }),
          stdout_lost: lost(runtime.stdoutLogfile),
          stderr_lost: lost(runtime.stderrLogfile),
        })),
      ),
  };
}
