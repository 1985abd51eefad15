/** Everything below a daemon, whatever it did to its environment, its process group or its session. */
import { killIfThere } from './instance-mark.ts';
import { allProcesses, type ProcessStatus } from './proc-files.ts';
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

/** Kills the process and everything below it, as often as something new appears. */
export async function killFamily(ancestor: number): Promise<void> {
  if (ancestor <= 0) return;
  const below = descendantsOf(ancestor);
  killIfThere(ancestor);
  for (const { pid } of below) killIfThere(pid);
  await waitUntil('the end of everything below a daemon', () => {
    const left = below.filter(({ pid }) =>
      allProcesses().some((other) => other.pid === pid && other.state !== 'Z'),
    );
    for (const { pid } of left) killIfThere(pid);
    return left.length === 0;
  });
}
