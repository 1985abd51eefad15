/** Which parts of a line match what is searched. */
import type { Span } from './ansi.ts';

export interface MarkedSpan extends Span {
  readonly isMatch: boolean;
}

/** The same text in the same order, cut where matches begin and end, which may be in the middle of spans. */
export function markMatches(spans: readonly Span[], pattern: RegExp): readonly MarkedSpan[] {
  const text = spans.map((span) => span.text).join('');
  const everywhere = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`);
  const ranges = [...text.matchAll(everywhere)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
  const marked: MarkedSpan[] = [];
  let offset = 0;
  for (const span of spans) {
    const end = offset + span.text.length;
    let at = offset;
    for (const { from, to } of ranges) {
      if (to <= at || from >= end) continue;
      const begin = Math.max(at, from);
      const stop = Math.min(end, to);
      add(marked, { ...span, text: text.slice(at, begin), isMatch: false });
      add(marked, { ...span, text: text.slice(begin, stop), isMatch: true });
      at = stop;
    }
    add(marked, { ...span, text: text.slice(at, end), isMatch: false });
    offset = end;
  }
  return marked;
}

function add(marked: MarkedSpan[], span: MarkedSpan): void {
  if (span.text !== '') marked.push(span);
}
