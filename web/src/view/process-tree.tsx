/** The processes that a program is, each below its parent. */
import { formatBytes, formatDuration } from '../model/format.ts';
import type { TreeEntry } from '../wire.ts';

export function ProcessTree({ entries }: { readonly entries: readonly TreeEntry[] }) {
  if (entries.length === 0) return <p>No process of it is there now.</p>;
  return (
    <table class="report-table">
      <thead>
        <tr>
          <th scope="col">Process</th>
          <th scope="col" class="number">
            Pid
          </th>
          <th scope="col" class="number">
            CPU
          </th>
          <th scope="col" class="number">
            Memory
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.pid}>
            <th scope="row">
              {'\u00a0\u00a0'.repeat(depthOf(entry, entries))}
              {entry.command}
              {entry.role === 'leftover' ? ' (left behind)' : ''}
            </th>
            <td class="number">{entry.pid}</td>
            <td class="number">{formatDuration(entry.cpu)}</td>
            <td class="number">{formatBytes(entry.rss)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many of the listed are above it. */
function depthOf({ parent }: TreeEntry, entries: readonly TreeEntry[]): number {
  const above = entries.find(({ pid }) => pid === parent);
  return above === undefined ? 0 : depthOf(above, entries) + 1;
}
