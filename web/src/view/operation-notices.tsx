/** Notices about operations: what was asked for, the progress, what failed, and undo. */
import { formatShare } from '../model/format.ts';
import { sentence } from '../model/operation.ts';
import type { Operation } from '../state/operations.ts';
import { usePage } from '../state/page.ts';
import { Icon } from './icon.tsx';

const MOST_NOTICES = 4;
const MOST_FAILURES = 5;

export function OperationNotices() {
  const { operations } = usePage();
  return (
    <div class="notices" role="log" aria-label="Orders">
      {operations.list.value.slice(-MOST_NOTICES).map((operation) => (
        <Notice key={operation.id} operation={operation} />
      ))}
    </div>
  );
}

function Notice({ operation }: { readonly operation: Operation }) {
  const { operations } = usePage();
  const { id, targets, undo } = operation;
  const failed = targets.flatMap(({ shown, outcome }) =>
    outcome?.kind === 'failed' ? [{ shown, outcome }] : [],
  );
  const settled = targets.filter(({ outcome }) => outcome !== null).length;
  return (
    <div class={`notice ${failed.length > 0 ? 'notice-failed' : ''}`}>
      <div class="notice-line">
        <span>{headline(operation, failed.length)}</span>
        {undo === null ? null : (
          <button type="button" onClick={() => operations.undo(id)}>
            Undo
          </button>
        )}
        <button type="button" class="quiet" aria-label="Dismiss" onClick={() => operations.dismiss(id)}>
          <Icon name="close" />
        </button>
      </div>
      {operation.isFinished ? null : (
        <progress
          max={targets.length}
          value={settled}
          aria-label={`Done: ${formatShare(settled / targets.length)}`}
        />
      )}
      {failed.length === 0 ? null : (
        <ul class="failures">
          {failed.slice(0, MOST_FAILURES).map(({ shown, outcome }) => (
            <li key={shown}>
              <strong>{shown}</strong> {outcome.message}
            </li>
          ))}
          {failed.length > MOST_FAILURES ? <li>and {failed.length - MOST_FAILURES} more</li> : null}
        </ul>
      )}
    </div>
  );
}

function headline({ kind, targets, isFinished }: Operation, failures: number): string {
  const names = targets.map(({ shown }) => shown);
  if (!isFinished) {
    const settled = targets.filter(({ outcome }) => outcome !== null).length;
    return `${sentence(kind, 'progress', names)}${names.length > 1 ? `: ${settled} of ${names.length}` : ''}`;
  }
  if (failures === names.length) return `${sentence(kind, 'order', names)}: failed`;
  const done = targets.filter(({ outcome }) => outcome?.kind === 'done').map(({ shown }) => shown);
  return `${sentence(kind, 'past', done)}${failures > 0 ? `, ${failures} failed` : ''}`;
}
