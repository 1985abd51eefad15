/** One program: its log, and whatever else vigild can tell of it. */
import { formatBytes, formatShare, formatTime, plural } from '../model/format.ts';
import { isUp } from '../model/operation.ts';
import { latestShare } from '../model/usage-series.ts';
import { usePage } from '../state/page.ts';
import { addressOf, type Tab } from '../state/place.ts';
import { namespec, type ProcessInfo, shownName } from '../wire.ts';
import { Icon } from './icon.tsx';
import { LogTab } from './log-tab.tsx';
import { StateBadge } from './process-row.tsx';
import { ConfigurationTab, ExplainTab, HistoryTab, ProcessesTab } from './report-tabs.tsx';

interface ProcessDetailProps {
  readonly processKey: string;
  readonly tab: Tab;
}

/** Tab, what it is called, and the method that it needs. */
const TABS = [
  { tab: 'log', label: 'Log', method: null },
  { tab: 'explain', label: 'Explain', method: 'vigil.explainProcess' },
  { tab: 'history', label: 'History', method: 'vigil.getHistory' },
  { tab: 'processes', label: 'Processes', method: 'vigil.getProcessTree' },
  { tab: 'configuration', label: 'Configuration', method: 'vigil.getEffectiveConfig' },
] as const satisfies readonly { readonly tab: Tab; readonly label: string; readonly method: string | null }[];

export function ProcessDetail({ processKey, tab }: ProcessDetailProps) {
  const { world, navigation } = usePage();
  const info = world.processes.value.get(processKey);
  const methods = world.methods.value;
  return (
    <section class="detail" aria-label={info === undefined ? processKey : shownName(info)}>
      <header class="detail-head">
        <button
          type="button"
          class="quiet"
          aria-label="Back to the table"
          onClick={() => navigation.go({ kind: 'table' })}
        >
          <Icon name="close" />
        </button>
        <h2>{info === undefined ? processKey : shownName(info)}</h2>
        {info === undefined ? null : <Summary info={info} />}
      </header>
      {info === undefined ? (
        <p class="nothing">
          {world.connection.value.kind === 'live' ? 'There is no such program.' : 'Asking vigild…'}
        </p>
      ) : (
        <>
          <nav class="tabs" aria-label="Views">
            {TABS.filter(({ method }) => method === null || methods.has(method)).map((each) => (
              <a
                key={each.tab}
                href={addressOf({ kind: 'process', key: processKey, tab: each.tab })}
                {...(each.tab === tab ? { 'aria-current': 'page' as const } : {})}
              >
                {each.label}
              </a>
            ))}
          </nav>
          <TabContent tab={tab} info={info} />
        </>
      )}
    </section>
  );
}

function TabContent({ tab, info }: { readonly tab: Tab; readonly info: ProcessInfo }) {
  switch (tab) {
    case 'log':
      return <LogTab info={info} />;
    case 'explain':
      return <ExplainTab info={info} />;
    case 'history':
      return <HistoryTab info={info} />;
    case 'processes':
      return <ProcessesTab info={info} />;
    case 'configuration':
      return <ConfigurationTab info={info} />;
  }
}

function Summary({ info }: { readonly info: ProcessInfo }) {
  const { usage, world } = usePage();
  const series = usage.series.value.get(namespec(info));
  const share = latestShare(series);
  const facts = [
    ...(info.pid === 0 ? [] : [`pid ${info.pid}`]),
    ...(info.start === 0
      ? []
      : [`${isUp(info) ? 'since' : 'started'} ${formatTime(info.start, new Date())}`]),
    ...(isUp(info) || info.stop === 0 ? [] : [`ended ${formatTime(info.stop, new Date())}`]),
    ...(series === undefined || info.pid === 0
      ? []
      : [
          ...(share === null ? [] : [formatShare(share)]),
          formatBytes(series.latest.pss || series.latest.rss),
          plural(series.latest.threads, 'thread'),
          plural(series.latest.fds, 'open file'),
        ]),
  ];
  return (
    <>
      <StateBadge state={info.statename} />
      {world.isReadOnly ? null : <DetailActions info={info} />}
      <span class="facts">{facts.join(' · ')}</span>
      {info.spawnerr === '' ? null : <span class="trouble">{info.spawnerr}</span>}
    </>
  );
}

function DetailActions({ info }: { readonly info: ProcessInfo }) {
  const { dialogs } = usePage();
  return (
    <span class="detail-actions">
      <button
        type="button"
        onClick={() => dialogs.order({ kind: isUp(info) ? 'stop' : 'start', processes: [info] })}
      >
        {isUp(info) ? 'Stop' : 'Start'}
      </button>
      <button type="button" onClick={() => dialogs.order({ kind: 'restart', processes: [info] })}>
        Restart
      </button>
      <button
        type="button"
        onClick={() => dialogs.show({ kind: 'actions', title: shownName(info), processes: [info] })}
      >
        More
      </button>
    </span>
  );
}
