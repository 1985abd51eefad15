/** What is done to everything that is selected. */
import { plural } from '../model/format.ts';
import { usePage } from '../state/page.ts';

export function SelectionBar() {
  const { table, dialogs } = usePage();
  const processes = table.selectedProcesses.value;
  if (processes.length === 0) return null;
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selection">
      <strong>{processes.length} selected</strong>
      <button type="button" onClick={() => dialogs.order({ kind: 'start', processes })}>
        Start
      </button>
      <button type="button" onClick={() => dialogs.order({ kind: 'stop', processes })}>
        Stop
      </button>
      <button type="button" onClick={() => dialogs.order({ kind: 'restart', processes })}>
        Restart
      </button>
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
