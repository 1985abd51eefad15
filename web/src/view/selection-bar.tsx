/** What is done to everything that is selected. */
import { plural } from '../model/format.ts';
import { concerned, type OperationKind } from '../model/operation.ts';
import { usePage } from '../state/page.ts';

const KINDS = [
  ['start', 'Start'],
  ['stop', 'Stop'],
  ['restart', 'Restart'],
] as const satisfies readonly (readonly [OperationKind, string])[];

export function SelectionBar() {
  const { table, dialogs } = usePage();
  const processes = table.selectedProcesses.value;
  if (processes.length === 0) return null;
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selection">
      <strong>{processes.length} selected</strong>
      {KINDS.map(([kind, label]) => (
        <button
          key={kind}
          type="button"
          disabled={concerned(kind, processes).length === 0}
          onClick={() => dialogs.order({ kind, processes })}
        >
          {label}
        </button>
      ))}
      <button
        type="button"
        onClick={() =>
          dialogs.show({ kind: 'actions', title: plural(processes.length, 'program'), processes })
        }
      >
        More
      </button>
      <button type="button" class="quiet" onClick={() => table.clearSelection()}>
        Clear selection
      </button>
    </div>
  );
}
