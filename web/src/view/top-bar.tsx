/** Who answers, how many programs are in which state, the filter, and what is done to all that is shown. */
import { countStates, STATE_NAMES } from '../model/filter.ts';
import { plural } from '../model/format.ts';
import { MARKS } from '../state/keyboard.ts';
import { usePage } from '../state/page.ts';
import { Icon } from './icon.tsx';

export function TopBar() {
  const { world, table, dialogs } = usePage();
  const { identification = '', version = '' } = world.daemon.value;
  return (
    <header class="top-bar">
      <h1 class="brand" title={version === '' ? 'vigil' : `vigild ${version}`}>
        <span class="brand-mark" aria-hidden="true" />
        vigil
        {identification === '' ? null : <span class="brand-host">{identification}</span>}
      </h1>
      <StateChips />
      <label class="filter">
        <Icon name="search" />
        <span class="unseen">Filter by name and state</span>
        <input
          type="search"
          data-mark={MARKS.filter}
          placeholder="Filter by name and state"
          autocomplete="off"
          spellcheck={false}
          value={table.filter.value.text}
          onInput={(event) => table.setText(event.currentTarget.value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <div class="top-actions">
        {world.isReadOnly ? (
          <button type="button" class="read-only" onClick={() => dialogs.show({ kind: 'read-only' })}>
            Read-only
          </button>
        ) : (
          <button
            type="button"
            onClick={() => dialogs.show({ kind: 'actions', title: allTitle(), processes: table.shown.value })}
          >
            All<span class="unseen"> that are shown: actions</span>
            <Icon name="down" />
          </button>
        )}
        <button type="button" aria-label="Keys" onClick={() => dialogs.show({ kind: 'help' })}>
          ?
        </button>
      </div>
      <p class="unseen" role="status">
        {plural(table.shown.value.length, 'program')} shown
      </p>
    </header>
  );

  function allTitle(): string {
    const isFiltered = table.shown.value.length < world.processes.value.size;
    return `${isFiltered ? 'All that are shown' : 'All'}: ${plural(table.shown.value.length, 'program')}`;
  }
}

function StateChips() {
  const { world, table } = usePage();
  const counts = countStates(world.processes.value.values());
  const chosen = table.filter.value.states;
  return (
    <fieldset class="chips">
      <legend class="unseen">States</legend>
      {STATE_NAMES.filter((state) => counts.has(state) || chosen.has(state)).map((state) => (
        <button
          key={state}
          type="button"
          class={`chip state-${state.toLowerCase()}`}
          aria-pressed={chosen.has(state)}
          onClick={() => table.toggleState(state)}
        >
          <span class="dot" aria-hidden="true" />
          <span class="chip-count">{counts.get(state) ?? 0}</span>{' '}
          <span class="chip-name">{state.toLowerCase()}</span>
        </button>
      ))}
    </fieldset>
  );
}
