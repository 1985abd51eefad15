/** The row of a group: its members in numbers, and what is done to all of them. */
import { countStates, STATE_NAMES } from '../model/filter.ts';
import { formatBytes, formatShare } from '../model/format.ts';
import type { TableRow } from '../model/table-rows.ts';
import { latestShare } from '../model/usage-series.ts';
import { usePage } from '../state/page.ts';
import { namespec } from '../wire.ts';
import { type Column, columnsOf, type Layout } from './columns.ts';
import { Icon } from './icon.tsx';
import { RowActions } from './row-actions.tsx';

export type GroupTableRow = Extract<TableRow, { kind: 'group' }>;

interface GroupRowProps {
  readonly row: GroupTableRow;
  readonly index: number;
  readonly layout: Layout;
}

export function GroupRow({ row, index, layout }: GroupRowProps) {
  const { table, world } = usePage();
  const isCursor = table.cursor.value === row.key;
  const selection = table.selection.value;
  const isSelected = row.members.every((info) => selection.has(namespec(info)));
  return (
    <div
      id={`row-${index}`}
      class={`row row-group ${isCursor ? 'row-cursor' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={() => {
        table.cursor.value = row.key;
      }}
    >
      {columnsOf(layout, world.isReadOnly).map((column) => (
        <div key={column} class={`cell cell-${column}`} role="gridcell">
          <Cell column={column} row={row} layout={layout} isSelected={isSelected} />
        </div>
      ))}
    </div>
  );
}

interface CellProps {
  readonly column: Column;
  readonly row: GroupTableRow;
  readonly layout: Layout;
  readonly isSelected: boolean;
}

function Cell({ column, row, layout, isSelected }: CellProps) {
  const { table, usage } = usePage();
  const title = `group ${row.name}`;
  // Figures of members that are down are old ones.
  const running = row.members.filter(({ pid }) => pid !== 0);
  switch (column) {
    case 'select':
      return (
        <input
          type="checkbox"
          aria-label={`Select ${title}`}
          tabIndex={-1}
          checked={isSelected}
          onChange={() => table.toggleSelected(row)}
        />
      );
    case 'state':
      return <Tally row={row} />;
    case 'name':
      return (
        <>
          <GroupName row={row} />
          {layout === 'narrow' ? <Tally row={row} /> : null}
        </>
      );
    case 'cpu': {
      const shares = running.map((info) => latestShare(usage.series.value.get(namespec(info))));
      const known = shares.filter((share) => share !== null);
      return <>{known.length === 0 ? '' : formatShare(known.reduce((sum, share) => sum + share, 0))}</>;
    }
    case 'memory': {
      const sizes = running.map((info) => usage.series.value.get(namespec(info))?.latest);
      const sum = sizes.reduce((total, latest) => total + (latest?.pss || latest?.rss || 0), 0);
      return <>{sum === 0 ? '' : formatBytes(sum)}</>;
    }
    case 'actions':
      return <RowActions title={title} processes={row.members} layout={layout} />;
    default:
      return null;
  }
}

function GroupName({ row }: { readonly row: GroupTableRow }) {
  const { table } = usePage();
  const isClosed = table.closedGroups.value.has(row.name);
  return (
    <button
      type="button"
      class="quiet group-name"
      tabIndex={-1}
      aria-expanded={!isClosed}
      onClick={() => table.toggleGroup(row.name)}
    >
      <Icon name={isClosed ? 'right' : 'down'} />
      {row.name}
    </button>
  );
}

/** How many members are in which state, as dots with numbers. */
function Tally({ row }: { readonly row: GroupTableRow }) {
  const counts = countStates(row.members);
  return (
    <span class="tally">
      {STATE_NAMES.filter((state) => counts.has(state)).map((state) => (
        <span key={state} class={`state state-${state.toLowerCase()}`} title={state}>
          <span class="dot" aria-hidden="true" />
          {counts.get(state)}
          <span class="unseen"> {state}</span>
        </span>
      ))}
    </span>
  );
}
