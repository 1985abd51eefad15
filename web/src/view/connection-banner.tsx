/** Says that vigild does not answer, since when, and that what is seen may be old. */
import { formatTime } from '../model/format.ts';
import { usePage } from '../state/page.ts';
import { Icon } from './icon.tsx';

export function ConnectionBanner() {
  const { world } = usePage();
  const { value } = world.connection;
  return (
    <div role="alert">
      {value.kind === 'lost' ? (
        <div class="banner">
          <Icon name="warning" />
          <span>
            <strong>vigild does not answer</strong> since {formatTime(value.since / 1000, new Date())}.{' '}
            {world.processes.value.size === 0 ? '' : 'What you see is how it was then. '}
            This page goes on trying.
          </span>
          <button type="button" onClick={() => world.reconnect()}>
            Try now
          </button>
        </div>
      ) : null}
    </div>
  );
}
