/** Everything below a daemon, whatever it did to its environment, its process group or its session. */
import { killIfThere } from './instance-mark.ts';
import { allProcesses, type ProcessStatus, processStatus } from './proc-files.ts';
import { waitUntil } from './wait-until.ts';

/** Living processes below this one. A subreaper's orphans are there too. */
export function descendantsOf(ancestor: number): readonly ProcessStatus[] {
  const processes = allProcesses().filter(({ state }) => state !== 'Z' && state !== 'X');
  const family = new Set([ancestor]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.filter(({ pid }) => pid !== ancestor && family.has(pid));
}

/**
 * Kills the process and everything below it. It is stopped first, so that it starts nothing anew, and stays until the
 * others are gone: their orphans come to it.
 */
export async function killFamily(ancestor: number): Promise<void> {
  if (ancestor <= 0 || processStatus(ancestor) === null) return;
  process.kill(ancestor, 'SIGSTOP');
  await waitUntil('the end of everything below a daemon', () => {
    const below = descendantsOf(ancestor);
    for (const { pid } of below) killIfThere(pid);
    return below.length === 0;
  });
  killIfThere(ancestor);
}
