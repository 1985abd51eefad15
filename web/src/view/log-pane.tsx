/** One log: what can be done with it, its lines, and where in the file they are. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatBytes } from '../model/format.ts';
import { type Direction, ERROR_PATTERN, textPattern } from '../model/log-search.ts';
import { LogView } from '../state/log-view.ts';
import type { Channel, ProcessInfo } from '../wire.ts';
import { Icon } from './icon.tsx';
import { ErrorButtons, FollowButton, type Marker, SearchForm } from './log-bar.tsx';
import { LogLines } from './log-lines.tsx';

interface LogPaneProps {
  readonly info: ProcessInfo;
  readonly channel: Channel;
  /** The one that keys act on. */
  readonly isFirst: boolean;
  readonly selector: ComponentChildren;
}

export function LogPane({ info, channel, isFirst, selector }: LogPaneProps) {
  const { group, name } = info;
  const view = useMemo(() => new LogView({ group, name }, channel), [group, name, channel]);
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  useEffect(() => {
    view.open();
    return () => view.close();
  }, [view]);
  const pattern = text === '' ? null : textPattern(text);
  const find = (wanted: RegExp, direction: Direction) => {
    const { value } = view.search;
    void view.find(wanted, direction, value.kind === 'found' ? value.offset : place);
  };
  const mark: Marker = (control) => (isFirst ? { 'data-mark': control } : {});
  return (
    <div class="log">
      <div class="log-bar">
        {selector}
        <FollowButton view={view} mark={mark} />
        <a class="button" href={`${view.file.url}?download=1`} download>
          <Icon name="download" />
          <span class="unseen">Download {channel}</span>
        </a>
        <SearchForm
          channel={channel}
          text={text}
          mark={mark}
          onInput={(typed) => {
            setText(typed);
            view.stopSearch();
          }}
          onFind={(direction) => {
            if (pattern !== null) find(pattern, direction);
          }}
        />
        <ErrorButtons mark={mark} onFind={(direction) => find(ERROR_PATTERN, direction)} />
      </div>
      <SearchNotice view={view} />
      <LogLines view={view} pattern={pattern} label={`${channel} of ${name}`} onPlace={setPlace} />
      <PlaceBar view={view} place={place} label={`Place in ${channel}`} />
    </div>
  );
}

function SearchNotice({ view }: { readonly view: LogView }) {
  const { value } = view.search;
  return (
    <div class="search-notice" role="status">
      {value.kind === 'not-found' ? (
        <span>
          {value.direction === 'forward' ? 'Nothing later in this log.' : 'Nothing earlier in this log.'}
        </span>
      ) : null}
      {value.kind === 'searching' ? (
        <>
          <span>Searching, at {Math.round(value.share * 100)} % of the file</span>
          <button type="button" onClick={() => view.stopSearch()}>
            Stop
          </button>
        </>
      ) : null}
    </div>
  );
}

/** A scroll bar for the whole file, however long. */
function PlaceBar({
  view,
  place,
  label,
}: {
  readonly view: LogView;
  readonly place: number;
  readonly label: string;
}) {
  const { size } = view.content.value;
  if (size === 0) return null;
  return (
    <div class="place-bar">
      <input
        type="range"
        aria-label={label}
        aria-valuetext={`${formatBytes(place)} of ${formatBytes(size)}`}
        min={0}
        max={size}
        value={view.isFollowing.value ? size : place}
        onChange={(event) => {
          const offset = Number(event.currentTarget.value);
          if (offset >= size) void view.toEnd();
          else void view.jumpTo(offset);
        }}
      />
      <span class="place-text">
        {formatBytes(view.isFollowing.value ? size : place)} / {formatBytes(size)}
      </span>
    </div>
  );
}
