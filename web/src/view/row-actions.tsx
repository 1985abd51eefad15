/** The buttons at the end of a row. Keys do the same, so that they are no stops of the Tab key. */
import { isUp } from '../model/operation.ts';
import { usePage } from '../state/page.ts';
import type { ProcessInfo } from '../wire.ts';
import type { Layout } from './columns.ts';
import { Icon } from './icon.tsx';

interface RowActionsProps {
  readonly title: string;
  readonly processes: readonly ProcessInfo[];
  readonly layout: Layout;
}

export function RowActions({ title, processes, layout }: RowActionsProps) {
  const { dialogs } = usePage();
  const isAnyUp = processes.some(isUp);
  return (
    <span class="row-actions">
      {layout === 'narrow' ? null : (
        <>
          <button
            type="button"
            class="quiet"
            tabIndex={-1}
            aria-label={`${isAnyUp ? 'Stop' : 'Start'} ${title}`}
            title={isAnyUp ? 'Stop' : 'Start'}
            onClick={() => dialogs.order({ kind: isAnyUp ? 'stop' : 'start', processes })}
          >
            <Icon name={isAnyUp ? 'stop' : 'start'} />
          </button>
          <button
            type="button"
            class="quiet"
            tabIndex={-1}
            aria-label={`Restart ${title}`}
            title="Restart"
            onClick={() => dialogs.order({ kind: 'restart', processes })}
          >
            <Icon name="restart" />
          </button>
        </>
      )}
      <button
        type="button"
        class="quiet"
        tabIndex={-1}
        aria-label={`More for ${title}`}
        title="More"
        onClick={() => dialogs.show({ kind: 'actions', title, processes })}
      >
        <Icon name="more" />
      </button>
    </span>
  );
}
