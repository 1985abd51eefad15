/** What happened to a program, the newest first. */
import { formatTime } from '../model/format.ts';
import type { HistoryEntry } from '../wire.ts';

export function History({ entries }: { readonly entries: readonly HistoryEntry[] }) {
  if (entries.length === 0) return <p class="nothing">Nothing is known yet.</p>;
  return (
    <table class="report-table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Description</th>
        </tr>
      </thead>
      <tbody>
        {entries.toReversed().map(({ time, kind, subject, description }, index) => (
          <tr key={`${time} ${index}`}>
            <td class="moment">{formatTime(time, new Date())}</td>
            <td class={`kind-${kind}`}>{kind}</td>
            <td>{description === '' ? subject : description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
