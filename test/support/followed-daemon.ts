/** A vigild whose programs may hide from the mark in the environment: what is below it is gone afterwards all the same. */
import { join } from 'node:path';
import { RESULT_READERS } from '../../src/cli/rpc-methods.ts';
import type { TreeEntry } from '../../src/cli/rpc-results.ts';
import { Cgroups } from '../../src/os/cgroups.ts';
import { instanceName, runBase } from '../../src/os/run-directory.ts';
import { type Daemon, withDaemon } from './daemon.ts';
import { daemonSections } from './daemon-sections.ts';
import { descendantsOf, killFamily } from './process-family.ts';
import { withTempDir } from './temp-dir.ts';

export interface ProcessFacts {
  readonly pid: number;
  readonly statename: string;
  readonly start: number;
}

/** `daemon`: more lines for `[supervisord]`. */
export function withFollowedPrograms(
  {
    daemon,
    programs,
  }: { readonly daemon?: string; readonly programs: string | ((directory: string) => string) },
  use: (daemon: Daemon) => Promise<void>,
): Promise<void> {
  return withTempDir((directory) => {
    const sections = typeof programs === 'string' ? programs : programs(directory);
    return withDaemon(
      { kind: 'vigild', directory, text: configuration(daemon ?? '', sections) },
      async (running) => {
        try {
          await use(running);
        } finally {
          await killFamily(running.pid);
          removeCgroups(join(directory, 'supervisord.pid'));
        }
      },
    );
  });
}

export async function infoOf(daemon: Daemon, process: string): Promise<ProcessFacts> {
  return (await daemon.call('supervisor.getProcessInfo', process)) as unknown as ProcessFacts;
}

export async function treeOf(daemon: Daemon, process: string): Promise<readonly TreeEntry[]> {
  return RESULT_READERS['vigil.getProcessTree'](await daemon.call('vigil.getProcessTree', process));
}

/** A killed daemon leaves its empty control groups. */
function removeCgroups(pidfile: string): void {
  const groups = Cgroups.open(instanceName(pidfile, runBase(0)));
  groups?.clear();
}

/** Names of the processes below the daemon, without the one that keeps pipes open for its successor. */
export function below(daemon: Daemon): readonly string[] {
  return descendantsOf(daemon.pid)
    .filter(({ pid, name, parent, session }) => name !== 'sleep' || parent !== daemon.pid || session !== pid)
    .map(({ name }) => name);
}

function configuration(daemon: string, programs: string): string {
  return daemonSections({ supervisord: [daemon] }) + programs;
}
