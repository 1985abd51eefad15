import { lstatSync } from 'node:fs';

/** Kind, permissions and owner; `absent` when there is no such file. */
export function describeFile(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'absent';
  if (stats.isSymbolicLink()) return 'link';
  const kind = stats.isFile() ? 'file' : stats.isSocket() ? 'socket' : stats.isFIFO() ? 'FIFO' : 'other';
  return `${kind} ${(stats.mode & 0o7777).toString(8)} of ${stats.uid}:${stats.gid}`;
}
