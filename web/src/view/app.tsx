/** The whole page: a bar, what is wrong, the table, and beside it the program that was opened. */
import { usePage } from '../state/page.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { OperationNotices } from './operation-notices.tsx';
import { ProcessDetail } from './process-detail.tsx';
import { ProcessTable } from './process-table.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TopBar } from './top-bar.tsx';

export function App() {
  const { navigation, world, message } = usePage();
  const place = navigation.place.value;
  const isLost = world.connection.value.kind === 'lost';
  return (
    <div class={`page ${isLost ? 'page-stale' : ''} ${place.kind === 'process' ? 'page-split' : ''}`}>
      <TopBar />
      <ConnectionBanner />
      {message.value === null ? null : (
        <div class="message" role="status">
          <span>{message.value}</span>
          <button type="button" class="quiet" onClick={() => leaveMessage(message)}>
            Dismiss
          </button>
        </div>
      )}
      <main class="stage">
        <section class="table-side" aria-label="Programs">
          <ProcessTable />
          <SelectionBar />
        </section>
        {place.kind === 'process' ? (
          <ProcessDetail key={place.key} processKey={place.key} tab={place.tab} />
        ) : null}
      </main>
      <OperationNotices />
      <OpenDialog />
    </div>
  );
}

/** Removes the message, also from the address, so that it does not come back when the page is loaded again. */
function leaveMessage(message: { value: string | null }): void {
  message.value = null;
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
}
