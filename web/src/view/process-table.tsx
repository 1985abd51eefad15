/** The table: only the rows that can be seen are made, so a thousand programs cost what forty do. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SortKey, TableRow } from '../model/table-rows.ts';
import { type RowRange, scrolledTo, visibleRows } from '../model/visible-rows.ts';
import { usePage } from '../state/page.ts';
import { COLUMNS, type Column, columnsOf, type Layout } from './columns.ts';
import { GroupRow } from './group-row.tsx';
import { ProcessRow } from './process-row.tsx';
import { type Size, useSize } from './use-size.ts';

export function ProcessTable() {
  const { table, world } = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller, windowSize);
  const [scrollTop, setScrollTop] = useState(0);
  const layout = layoutFor(size.width);
  const { rowHeight } = COLUMNS[layout];
  const columns = columnsOf(layout, world.isReadOnly);
  const rows = table.rows.value;
  const cursor = table.cursorIndex.value;
  const range = visibleRows({ scrollTop, height: size.height }, rowHeight, rows.length);
  useEffect(() => {
    const { current } = scroller;
    if (current === null || cursor === -1) return;
    const viewport = { scrollTop: current.scrollTop, height: current.clientHeight };
    current.scrollTop = scrolledTo(cursor, rowHeight, viewport);
  }, [cursor, rowHeight]);
  // Another question, another list: it is read from its beginning.
  const filter = table.filter.value;
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [filter]);
  return (
    <div
      class={`table layout-${layout} ${world.isReadOnly ? 'table-read-only' : ''}`}
      role="grid"
      aria-label="Programs"
      aria-multiselectable={!world.isReadOnly}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={cursor >= range.from && cursor < range.to ? `row-${cursor}` : undefined}
      tabIndex={0}
      onFocus={(event) => {
        if (event.target === event.currentTarget && cursor === -1) table.moveCursor(1);
      }}
    >
      <TableHead columns={columns} />
      <div
        class="table-scroller"
        ref={scroller}
        role="presentation"
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <RowWindow rows={rows} range={range} layout={layout} />
        {rows.length === 0 ? <Nothing /> : null}
      </div>
    </div>
  );
}

interface RowWindowProps {
  readonly rows: readonly TableRow[];
  /** Those that can be seen. */
  readonly range: RowRange;
  readonly layout: Layout;
}

function RowWindow({ rows, range, layout }: RowWindowProps) {
  const { rowHeight } = COLUMNS[layout];
  return (
    <div class="table-rows" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
      <div
        class="table-window"
        role="presentation"
        style={{ transform: `translateY(${range.from * rowHeight}px)` }}
      >
        {rows.slice(range.from, range.to).map((row, position) => {
          const index = range.from + position;
          return row.kind === 'group' ? (
            <GroupRow key={row.key} row={row} index={index} layout={layout} />
          ) : (
            <ProcessRow key={row.key} row={row} index={index} layout={layout} />
          );
        })}
      </div>
    </div>
  );
}

/** Of the bar and the head of the table, at least. In pixels. */
const ABOVE_TABLE = 70;

function windowSize(): Size {
  return { width: innerWidth, height: innerHeight - ABOVE_TABLE };
}

function Nothing() {
  const { table, world } = usePage();
  if (world.connection.value.kind === 'connecting') return <p class="nothing">Asking vigild…</p>;
  if (world.processes.value.size === 0) return <p class="nothing">No programs are configured.</p>;
  return (
    <p class="nothing">
      No program matches the filter.{' '}
      <button type="button" onClick={() => table.clearFilter()}>
        Show all
      </button>
    </p>
  );
}

const SORTS = {
  state: 'state',
  name: 'name',
  uptime: 'uptime',
  cpu: 'cpu',
  memory: 'memory',
  restarts: 'restarts',
} as const satisfies Partial<Record<string, SortKey>>;

function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  const { table } = usePage();
  const { sort } = table;
  return (
    <div class="table-head" role="rowgroup">
      <div class="row" role="row" aria-rowindex={1}>
        {columns.map((name) => {
          const key = Object.hasOwn(SORTS, name) ? SORTS[name as keyof typeof SORTS] : null;
          const isSorted = key !== null && sort.value === key;
          return (
            <div
              key={name}
              class={`cell cell-${name}`}
              role="columnheader"
              {...(isSorted
                ? { 'aria-sort': key === 'name' || key === 'state' ? 'ascending' : 'descending' }
                : {})}
            >
              {key === null ? (
                <span class={name === 'select' || name === 'actions' ? 'unseen' : ''}>{HEADS[name]}</span>
              ) : (
                <button
                  type="button"
                  class="sort"
                  onClick={() => {
                    sort.value = isSorted ? 'configured' : key;
                  }}
                >
                  {HEADS[name]}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const HEADS = {
  select: 'Selected',
  state: 'State',
  name: 'Program',
  uptime: 'Uptime',
  pid: 'Pid',
  cpu: 'CPU',
  memory: 'Memory',
  restarts: 'Restarts',
  spark: 'CPU, 4 min',
  actions: 'Actions',
} as const;

function layoutFor(width: number): Layout {
  if (width < 560) return matchMedia('(max-width: 640px)').matches ? 'narrow' : 'slim';
  return width < 900 ? 'medium' : 'wide';
}
