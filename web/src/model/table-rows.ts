/** The lines of the table: groups with their members, or one sorted list. */
import { namespec, type ProcessInfo } from '../wire.ts';
import { latestShare, type UsageSeries } from './usage-series.ts';

export type TableRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly name: string;
      readonly members: readonly ProcessInfo[];
    }
  | {
      readonly kind: 'process';
      readonly key: string;
      readonly info: ProcessInfo;
      /** Under the line of its group, which says the group's name. */
      readonly isMember: boolean;
    };

/** `configured`: in groups, in vigild's order. */
export type SortKey = 'configured' | 'name' | 'state' | 'uptime' | 'cpu' | 'memory' | 'restarts';

export interface RowsRequest {
  readonly processes: Iterable<ProcessInfo>;
  readonly isShown: (info: ProcessInfo) => boolean;
  readonly sort: SortKey;
  readonly closedGroups: ReadonlySet<string>;
  readonly usage: ReadonlyMap<string, UsageSeries>;
}

const STATE_RANK = ['FATAL', 'BACKOFF', 'STARTING', 'STOPPING', 'EXITED', 'UNKNOWN', 'STOPPED', 'RUNNING'];

export function tableRows(request: RowsRequest): readonly TableRow[] {
  const shown = [...request.processes].filter(request.isShown);
  if (request.sort !== 'configured') {
    return sorted(shown, request).map((info) => processRow(info, false));
  }
  return [...byGroup(shown)].flatMap(([name, members]) => {
    if (members.length === 1 && members[0]?.name === name)
      return members.map((info) => processRow(info, false));
    const head: TableRow = { kind: 'group', key: `${name}:*`, name, members };
    return request.closedGroups.has(name) ? [head] : [head, ...members.map((info) => processRow(info, true))];
  });
}

function processRow(info: ProcessInfo, isMember: boolean): TableRow {
  return { kind: 'process', key: namespec(info), info, isMember };
}

function byGroup(processes: readonly ProcessInfo[]): ReadonlyMap<string, readonly ProcessInfo[]> {
  const groups = new Map<string, ProcessInfo[]>();
  for (const info of processes) {
    const members = groups.get(info.group);
    if (members === undefined) groups.set(info.group, [info]);
    else members.push(info);
  }
  return groups;
}

function sorted(processes: readonly ProcessInfo[], { sort, usage }: RowsRequest): readonly ProcessInfo[] {
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const byName = (a: ProcessInfo, b: ProcessInfo) => compare(namespec(a), namespec(b));
  const rank = (info: ProcessInfo): number => {
    const series = usage.get(namespec(info));
    if (sort === 'state') return STATE_RANK.indexOf(info.statename);
    if (sort === 'cpu') return -(latestShare(series) ?? -1);
    if (sort === 'memory') return -(series?.latest.rss ?? -1);
    if (sort === 'restarts') return -(info.restarts ?? 0);
    // The youngest first: that is where something happens.
    if (sort === 'uptime') return info.pid === 0 ? 0 : -info.start;
    return 0;
  };
  return processes
    .map((info) => ({ info, rank: rank(info) }))
    .sort((a, b) => a.rank - b.rank || byName(a.info, b.info))
    .map(({ info }) => info);
}
