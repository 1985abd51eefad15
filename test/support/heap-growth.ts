import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How many bytes of the heap are in use after `action` that were not before, garbage not counted. */
export function heapGrowth(action: () => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  action();
  collect();
  return process.memoryUsage().heapUsed - before;
}
