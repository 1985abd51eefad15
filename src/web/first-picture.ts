/**
 * How everything was when the page was asked for, as markup: the bar and the first rows of the table, in the places and
 * the classes of the page's own, without anything that acts. The page's script puts itself in its place.
 */
import { countStates, STATE_NAMES } from '../../web/src/model/filter.ts';
import { formatDuration } from '../../web/src/model/format.ts';
import { isInTrouble, isUp } from '../../web/src/model/operation.ts';
import { type TableRow, tableRows } from '../../web/src/model/table-rows.ts';
import { type ProcessInfo, type StateName, shownName } from '../../web/src/wire.ts';
import type { FeedSnapshot } from './event-feed.ts';
import { escaped } from './markup.ts';

/** What fills a window of 1440 pixels; the rest comes with the script. */
const MOST_ROWS = 44;

const COLUMNS = [
  ['state', 'State'],
  ['name', 'Program'],
  ['uptime', 'Uptime'],
  ['pid', 'Pid'],
] as const;

export function firstPicture(
  snapshot: FeedSnapshot,
  { isReadOnly }: { readonly isReadOnly: boolean },
): string {
  // What the feed tells is what `wire.ts` says of it; the page believes it, too.
  const processes = snapshot.processes as unknown as readonly ProcessInfo[];
  const rows = tableRows({
    processes,
    isShown: () => true,
    sort: 'configured',
    closedGroups: new Set(),
    usage: new Map(),
  });
  const heads = COLUMNS.map(([column, head]) => cell(column, head)).join('');
  return (
    `<div class="page first-picture" aria-busy="true">${topBar(processes, String(snapshot.daemon['identification'] ?? ''))}` +
    '<main class="stage"><section class="table-side" aria-label="Programs">' +
    `<div class="table${isReadOnly ? ' table-read-only' : ''}">` +
    `<div class="table-head"><div class="row">${heads}</div></div>` +
    `<div class="table-scroller" tabindex="0"><div class="table-rows">${rows.slice(0, MOST_ROWS).map(tableRow).join('')}</div></div>` +
    '</div></section></main></div>'
  );
}

function topBar(processes: readonly ProcessInfo[], identification: string): string {
  const counts = countStates(processes);
  const chips = STATE_NAMES.filter((state) => counts.has(state)).map(
    (state) =>
      `<span class="chip state-${state.toLowerCase()}">${DOT}<span class="chip-count">${counts.get(state)}</span> ` +
      `<span class="chip-name">${state.toLowerCase()}</span></span>`,
  );
  return (
    '<header class="top-bar"><h1 class="brand"><span class="brand-mark"></span>vigil' +
    `<span class="brand-host">${escaped(identification)}</span></h1><div class="chips">${chips.join('')}</div>` +
    '<span class="filter"></span><span class="top-actions"></span></header>'
  );
}

function tableRow(row: TableRow): string {
  if (row.kind === 'group') {
    const counts = countStates(row.members);
    const tally = STATE_NAMES.filter((state) => counts.has(state)).map((state) =>
      stateBadge(state, counts.get(state) ?? 0),
    );
    const cells =
      cell('state', `<span class="tally">${tally.join('')}</span>`) + cell('name', escaped(row.name));
    return `<div class="row row-group">${cells}</div>`;
  }
  const { info, isMember } = row;
  const cells =
    cell('state', stateBadge(info.statename, info.statename)) +
    cell('name', nameText(info, isMember)) +
    cell('uptime', isUp(info) && info.pid !== 0 ? formatDuration(info.now - info.start) : '') +
    cell('pid', info.pid === 0 ? '' : String(info.pid));
  return `<div class="row${isMember ? ' row-member' : ''}">${cells}</div>`;
}

function nameText(info: ProcessInfo, isMember: boolean): string {
  const name = `<span class="name">${escaped(isMember ? info.name : shownName(info))}</span>`;
  return isInTrouble(info) ? `${name}<span class="trouble">${escaped(info.spawnerr)}</span>` : name;
}

const DOT = '<span class="dot"></span>';

function stateBadge(state: StateName, text: string | number): string {
  return `<span class="state state-${state.toLowerCase()}">${DOT}${text}</span>`;
}

/** `content` is markup. */
function cell(column: (typeof COLUMNS)[number][0], content: string): string {
  return `<div class="cell cell-${column}">${content}</div>`;
}
