/** The row of one process. */
import type { ComponentChildren } from 'preact';
import { formatBytes, formatDuration, formatShare } from '../model/format.ts';
import { isInTrouble, isUp } from '../model/operation.ts';
import type { TableRow } from '../model/table-rows.ts';
import { latestShare, sparkPoints, type UsageSeries } from '../model/usage-series.ts';
import { usePage } from '../state/page.ts';
import { addressOf } from '../state/place.ts';
import { type ProcessInfo, type StateName, shownName } from '../wire.ts';
import { type Column, columnsOf, type Layout } from './columns.ts';
import { RowActions } from './row-actions.tsx';

export type ProcessTableRow = Extract<TableRow, { kind: 'process' }>;

interface ProcessRowProps {
  readonly row: ProcessTableRow;
  readonly index: number;
  readonly layout: Layout;
}

export function ProcessRow({ row, index, layout }: ProcessRowProps) {
  const { table, navigation, usage, world } = usePage();
  const place = navigation.place.value;
  const isSelected = table.selection.value.has(row.key);
  const isCursor = table.cursor.value === row.key;
  const isOpen = place.kind === 'process' && place.key === row.key;
  const series = usage.series.value.get(row.key);
  const classes = [
    'row',
    'row-process',
    row.isMember ? 'row-member' : '',
    isCursor ? 'row-cursor' : '',
    isOpen ? 'row-open' : '',
  ];
  return (
    <div
      id={`row-${index}`}
      class={classes.join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={() => {
        table.cursor.value = row.key;
      }}
    >
      {columnsOf(layout, world.isReadOnly).map((column) => (
        <div key={column} class={`cell cell-${column}`} role="gridcell">
          {content(column, { row, layout, series, isSelected, select: () => table.toggleSelected(row) })}
        </div>
      ))}
    </div>
  );
}

interface CellFacts {
  readonly row: ProcessTableRow;
  readonly layout: Layout;
  readonly series: UsageSeries | undefined;
  readonly isSelected: boolean;
  readonly select: () => void;
}

/** Of a cell. No component: three hundred more of them would be seen. */
function content(column: Column, { row, layout, series, isSelected, select }: CellFacts): ComponentChildren {
  const { info } = row;
  switch (column) {
    case 'select':
      return (
        <input
          type="checkbox"
          aria-label={`Select ${shownName(info)}`}
          tabIndex={-1}
          checked={isSelected}
          onChange={select}
        />
      );
    case 'state':
      return <StateBadge state={info.statename} />;
    case 'name':
      return <Name row={row} layout={layout} series={series} />;
    case 'uptime':
      return <Uptime info={info} />;
    case 'pid':
      return info.pid === 0 ? '' : info.pid;
    case 'cpu':
      return shareText(info, series);
    case 'memory':
      return memoryText(info, series);
    case 'restarts':
      return info.restarts === undefined || info.restarts === 0 ? '' : info.restarts;
    case 'spark':
      return spark(series);
    case 'actions':
      return <RowActions title={shownName(info)} processes={[info]} layout={layout} />;
  }
}

function Name({ row, layout, series }: Pick<CellFacts, 'row' | 'layout' | 'series'>) {
  const { info, key, isMember } = row;
  const link = (
    <a
      class="name"
      href={addressOf({ kind: 'process', key, tab: 'log' })}
      tabIndex={-1}
      title={shownName(info)}
    >
      {isMember ? info.name : shownName(info)}
    </a>
  );
  if (layout !== 'narrow') {
    return (
      <>
        {link}
        {isInTrouble(info) ? <span class="trouble">{info.spawnerr}</span> : null}
      </>
    );
  }
  return (
    <>
      {link}
      <span class="second-line">
        <StateBadge state={info.statename} />
        <Uptime info={info} />
        <span>{shareText(info, series)}</span>
        <span>{memoryText(info, series)}</span>
      </span>
    </>
  );
}

export function StateBadge({ state }: { readonly state: StateName }) {
  return (
    <span class={`state state-${state.toLowerCase()}`}>
      <span class="dot" aria-hidden="true" />
      {state}
    </span>
  );
}

function Uptime({ info }: { readonly info: ProcessInfo }) {
  const { now } = usePage();
  return <span>{isUp(info) && info.pid !== 0 ? formatDuration(now.value - info.start) : ''}</span>;
}

function shareText(info: ProcessInfo, series: UsageSeries | undefined): string {
  const share = latestShare(series);
  return share === null || info.pid === 0 ? '' : formatShare(share);
}

function memoryText(info: ProcessInfo, series: UsageSeries | undefined): string {
  return series === undefined || info.pid === 0 ? '' : formatBytes(series.latest.pss || series.latest.rss);
}

const SPARK = { width: 96, height: 20, full: 0.1 };

function spark(series: UsageSeries | undefined) {
  if (series === undefined || series.shares.length < 2) return null;
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={sparkPoints(series.shares, SPARK)} />
    </svg>
  );
}
