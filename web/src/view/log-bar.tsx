/** What can be done with a log: following its end, and finding a text or an error in it. */
import type { Direction } from '../model/log-search.ts';
import { MARKS } from '../state/keyboard.ts';
import type { LogView } from '../state/log-view.ts';
import type { Channel } from '../wire.ts';
import { Icon } from './icon.tsx';

/** The attributes by which a key finds its control; none where keys act on another log. */
export type Marker = (control: string) => { readonly 'data-mark'?: string };

interface FollowButtonProps {
  readonly view: LogView;
  readonly mark: Marker;
}

export function FollowButton({ view, mark }: FollowButtonProps) {
  const isFollowing = view.isFollowing.value;
  return (
    <button
      type="button"
      {...mark(MARKS.follow)}
      aria-pressed={isFollowing}
      title="Follow the end (f)"
      onClick={() => (isFollowing ? view.pause() : void view.toEnd())}
    >
      {isFollowing ? 'Pause' : 'Follow'}
      {view.hasNews.value ? <span class="news" title="There is more" /> : null}
    </button>
  );
}

interface SearchFormProps {
  readonly channel: Channel;
  readonly text: string;
  readonly mark: Marker;
  onInput(text: string): void;
  onFind(direction: Direction): void;
}

export function SearchForm({ channel, text, mark, onInput, onFind }: SearchFormProps) {
  return (
    <form
      class="log-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onFind('backward');
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
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.shiftKey) return;
            event.preventDefault();
            onFind('forward');
          }}
        />
      </label>
      {text === '' ? null : (
        <>
          <button type="submit" title="Before this place (Enter)">
            Earlier
          </button>
          <button type="button" title="Behind this place (Shift+Enter)" onClick={() => onFind('forward')}>
            Later
          </button>
        </>
      )}
    </form>
  );
}

interface ErrorButtonsProps {
  readonly mark: Marker;
  onFind(direction: Direction): void;
}

export function ErrorButtons({ mark, onFind }: ErrorButtonsProps) {
  return (
    <>
      <button type="button" title="The error before this place" onClick={() => onFind('backward')}>
        Prev error
      </button>
      <button
        type="button"
        {...mark(MARKS.nextError)}
        title="The error behind this place (e)"
        onClick={() => onFind('forward')}
      >
        Next error
      </button>
    </>
  );
}
