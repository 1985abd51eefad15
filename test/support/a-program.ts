/** Programs and groups for tests of what happens to them: without logs, and named where a test names them. */
import type { GroupConfig, ProcessConfig } from '../../src/config/model.ts';
import { sampleGroup, sampleProcess, sampleStream } from './sample-config.ts';

const SILENT = sampleStream({ logfile: { kind: 'none' } });

/** A process with Supervisor's defaults, except for what a test names. */
export function aProcess(changes: Partial<ProcessConfig> = {}): ProcessConfig {
  return sampleProcess({ command: '/bin/sleep 1000', stdout: SILENT, stderr: SILENT, ...changes });
}

/** A group of the given processes, named after the first unless named. */
export function aGroup(
  processes: readonly ProcessConfig[],
  changes: { readonly name?: string; readonly priority?: number } = {},
): GroupConfig {
  return sampleGroup({ name: processes[0]?.name ?? 'empty', ...changes, processes });
}
