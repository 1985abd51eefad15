/** `exit_with`: the process with which the daemon ends. Its restart is left to what runs the daemon. */

import { closestName } from '../core/closest-name.ts';
import { joinNamespec, splitNamespec } from '../core/namespec.ts';
import { pythonRepr } from '../core/python-repr.ts';
import { ConfigError } from './config-error.ts';
import type { GroupConfig } from './model.ts';
import type { Reading } from './reading.ts';

/** The groups with that process's policy put right. An unknown name is noted as an error. */
export function withExitProcess(
  reading: Reading,
  groups: readonly GroupConfig[],
  written: string | null,
): readonly GroupConfig[] {
  if (written === null) return groups;
  const wanted = splitNamespec(written);
  const found = groups.find(
    ({ name, processes }) =>
      name === wanted.group && processes.some((process) => process.name === wanted.process),
  );
  if (found === undefined) {
    reading.errors.push(unknownProcess(reading, groups, written));
    return groups;
  }
  const processes = found.processes.map((process) =>
    process.name === wanted.process ? { ...process, autorestart: false, startretries: 0 } : process,
  );
  return groups.map((group) => (group === found ? { ...group, processes } : group));
}

function unknownProcess(reading: Reading, groups: readonly GroupConfig[], written: string): ConfigError {
  const names = groups.flatMap((group) => group.processes.map(({ name }) => joinNamespec(group.name, name)));
  const entry = reading.document.entry('supervisord', 'exit_with');
  const meant = closestName(written, names);
  return new ConfigError(`exit_with names no process: ${pythonRepr(written)}`, {
    code: 'reference',
    section: 'supervisord',
    key: 'exit_with',
    value: written,
    file: entry?.position.file ?? null,
    line: entry?.position.line ?? null,
    cure: meant === null ? 'Write the name of a process, or group:process' : `Did you mean "${meant}"?`,
  });
}
