/** The lines of a log: those that can be seen are made, whatever the log is. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { parseAnsi, type Span } from '../model/ansi.ts';
import type { LogLine } from '../model/line-window.ts';
import { ERROR_PATTERN } from '../model/log-search.ts';
import { markMatches } from '../model/marking.ts';
import { visibleRows } from '../model/visible-rows.ts';
import type { LogContent, LogView } from '../state/log-view.ts';
import { usePage } from '../state/page.ts';
import { useSize } from './use-size.ts';

const LINE_HEIGHT = 18;
/** So near to an end of what is held, in pixels, more is loaded. */
const NEAR = 2000;
/** So near to the last line counts as there. */
const AT_END = 4;

interface LogLinesProps {
  readonly view: LogView;
  readonly pattern: RegExp | null;
  readonly label: string;
  /** The offset of the first line in view. */
  onPlace(offset: number): void;
}

export function LogLines({ view, pattern, label, onPlace }: LogLinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const content = view.content.value;
  const search = view.search.value;
  const found = search.kind === 'found' ? search.offset : null;
  useScrolling(scroller, { view, content, height: size.height });
  const range = visibleRows({ scrollTop, height: size.height }, LINE_HEIGHT, content.lines.length);
  return (
    <div
      class="log-scroller"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={({ currentTarget }) => {
        setScrollTop(currentTarget.scrollTop);
        scrolled(currentTarget, view, onPlace);
      }}
    >
      <Notice view={view} />
      <div class="log-rows" style={{ height: `${content.lines.length * LINE_HEIGHT}px` }}>
        <div class="log-window" style={{ transform: `translateY(${range.from * LINE_HEIGHT}px)` }}>
          {content.lines.slice(range.from, range.to).map((line) => (
            <Line
              key={line.offset}
              line={line}
              pattern={pattern}
              isFound={line.offset === found}
              isFirst={line === content.lines[0]}
              view={view}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Keeps the place when lines come or go before it, the end when it is followed, and shows what was found. */
function useScrolling(
  scroller: { readonly current: HTMLDivElement | null },
  {
    view,
    content,
    height,
  }: {
    readonly view: LogView;
    readonly content: LogContent;
    readonly height: number;
  },
): void {
  const isFollowing = view.isFollowing.value;
  const target = view.target.value;
  useLayoutEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    if (isFollowing) current.scrollTop = current.scrollHeight;
    else if (content.shift !== 0) current.scrollTop += content.shift * LINE_HEIGHT;
  }, [scroller, content, isFollowing, height]);
  useEffect(() => {
    // Few lines that are very long do not fill the view.
    if (height > 0 && content.lines.length * LINE_HEIGHT < 2 * height) {
      void (content.from > 0 ? view.loadBefore() : view.loadAfter());
    }
  }, [view, content, height]);
  useEffect(() => {
    const { current } = scroller;
    if (current === null || target === null) return;
    const index = view.indexOf(target.offset);
    current.scrollTop = Math.max(0, index * LINE_HEIGHT - current.clientHeight / 3);
    view.arrived();
  }, [scroller, view, target]);
}

function scrolled(element: HTMLDivElement, view: LogView, onPlace: (offset: number) => void): void {
  const { scrollTop, clientHeight, scrollHeight } = element;
  const { lines, to, size } = view.content.value;
  onPlace(lines[Math.floor(scrollTop / LINE_HEIGHT)]?.offset ?? 0);
  const below = scrollHeight - clientHeight - scrollTop;
  if (view.isFollowing.value) {
    if (below > LINE_HEIGHT * AT_END) view.pause();
  } else if (below <= AT_END && to >= size && !view.hasNews.value && !view.isOnTheWay) void view.toEnd();
  if (view.isFollowing.value) return;
  if (scrollTop < NEAR) void view.loadBefore();
  else if (below < NEAR) void view.loadAfter();
}

function Notice({ view }: { readonly view: LogView }) {
  const { kind } = view.status.value;
  if (kind === 'loading') return <p class="nothing">Loading…</p>;
  if (kind === 'unreachable') return <p class="nothing">vigild does not answer.</p>;
  return view.content.value.lines.length === 0 ? <p class="nothing">Nothing was logged yet.</p> : null;
}

function Line({
  line,
  pattern,
  isFound,
  isFirst,
  view,
}: {
  readonly line: LogLine;
  readonly pattern: RegExp | null;
  readonly isFound: boolean;
  readonly isFirst: boolean;
  readonly view: LogView;
}) {
  const { dialogs } = usePage();
  const spans = parseAnsi(line.text);
  const isError = ERROR_PATTERN.test(line.text);
  return (
    <div
      class={`log-line ${isError ? 'log-error' : ''} ${isFound ? 'log-found' : ''} ${line.piece === undefined ? '' : `log-piece log-piece-${line.piece}`}`}
    >
      {pattern === null ? spans.map(plain) : markMatches(spans, pattern).map(marked)}
      {line.piece === 'first' || (isFirst && line.piece !== undefined) ? (
        <button
          type="button"
          class="whole-line"
          onClick={() => dialogs.show({ kind: 'line', view, offset: line.offset })}
        >
          Whole line
        </button>
      ) : null}
    </div>
  );
}

function plain({ text, classes }: Span, index: number) {
  return classes === '' ? (
    text
  ) : (
    <span key={index} class={classes}>
      {text}
    </span>
  );
}

function marked(span: Span & { readonly isMatch: boolean }, index: number) {
  return span.isMatch ? (
    <mark key={index} class={span.classes}>
      {span.text}
    </mark>
  ) : (
    plain(span, index)
  );
}
