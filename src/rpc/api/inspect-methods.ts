/** What programs take and how they are configured. */
import type { Handlers } from '../contract.ts';
import { effectiveConfig } from '../effective-config.ts';
import { findProcess } from '../namespec.ts';
import type { RpcWorld } from '../world.ts';

export function inspectMethods({
  supervisor,
  daemon,
}: RpcWorld): Handlers<'vigil.getUsage' | 'vigil.getEffectiveConfig'> {
  return {
    'vigil.getUsage': async ([shares]) =>
      (await daemon.programUsage({ shares })).map(
        ({ name, group, cpu, rss, pss, fds, threads, processes }) => ({
          name,
          group,
          cpu,
          rss,
          pss,
          fds,
          threads,
          processes,
        }),
      ),
    'vigil.getEffectiveConfig': ([name]) => effectiveConfig(findProcess(supervisor, name).process.config),
  };
}
