/** One log: what can be done with it, its lines, and where in the file they are. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatBytes } from '../model/format.ts';
import { type Direction, ERROR_PATTERN, textPattern } from '../model/log-search.ts';
import { MARKS } from '../state/keyboard.ts';
import { LogView } from '../state/log-view.ts';
import type { Channel, ProcessInfo } from '../wire.ts';
import { Icon } from './icon.tsx';
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
  const mark = (name: string) => (isFirst ? { 'data-mark': name } : {});
  return (
    <div class="log">
      <div class="log-bar">
        {selector}
        <button
          type="button"
          {...mark(MARKS.follow)}
          aria-pressed={view.isFollowing.value}
          title="Follow the end (f)"
          onClick={() => (view.isFollowing.value ? view.pause() : void view.toEnd())}
        >
          {view.isFollowing.value ? 'Pause' : 'Follow'}
          {view.hasNews.value ? <span class="news" title="There is more" /> : null}
        </button>
        <a class="button" href={`${view.file.url}?download=1`} download>
          <Icon name="download" />
          <span class="unseen">Download {channel}</span>
        </a>
        <form
          class="log-search"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            if (pattern !== null) find(pattern, 'backward');
          }}
        >
          <label>
            <Icon name="search" />
            <span class="unseen">Search in {channel}</span>
            <input
              type="search"
              {...mark(MARKS.search)}
              placeholder={`Search ${channel}`}
              autocomplete="off"
              value={text}
              onInput={(event) => {
                setText(event.currentTarget.value);
                view.stopSearch();
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !event.shiftKey || pattern === null) return;
                event.preventDefault();
                find(pattern, 'forward');
              }}
            />
          </label>
          {pattern === null ? null : (
            <>
              <button type="submit" title="Before this place (Enter)">
                Earlier
              </button>
              <button
                type="button"
                title="Behind this place (Shift+Enter)"
                onClick={() => find(pattern, 'forward')}
              >
                Later
              </button>
            </>
          )}
        </form>
        <button
          type="button"
          title="The error before this place"
          onClick={() => find(ERROR_PATTERN, 'backward')}
        >
          Prev error
        </button>
        <button
          type="button"
          {...mark(MARKS.nextError)}
          title="The error behind this place (e)"
          onClick={() => find(ERROR_PATTERN, 'forward')}
        >
          Next error
        </button>
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
