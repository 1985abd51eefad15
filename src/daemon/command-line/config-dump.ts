/** `vigild --config-dump`: the configuration as the daemon understands it, as JSON. */
import { dumpConfig } from '../../config/dump.ts';
import { type LoadRequest, loadConfig } from '../../config/load.ts';
import type { CommandResult } from './command-result.ts';

const REFUSED = 2;

/** Nothing is started, written or looked up on the machine, except for the files of the configuration. */
export function runConfigDump(request: LoadRequest): CommandResult {
  const result = loadConfig({ ...request, users: null });
  if (result.kind === 'loaded') return { stdout: toJson(dumpConfig(result.config)), exitStatus: 0 };
  return { stdout: toJson({ error: result.errors[0]?.message }), exitStatus: REFUSED };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
