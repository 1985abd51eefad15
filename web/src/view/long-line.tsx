/** A line that the log shows in pieces, as one. */
import { useEffect, useState } from 'preact/hooks';
import { plainText } from '../model/ansi.ts';
import { formatBytes } from '../model/format.ts';
import type { WholeLine } from '../model/whole-line.ts';
import type { LogView } from '../state/log-view.ts';

interface LongLineProps {
  readonly view: LogView;
  /** Of any byte of it. */
  readonly offset: number;
}

type Reading =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'read'; readonly line: WholeLine; readonly url: string };

/** What is shown of it, in bytes: more is for an editor. */
const SHOWN = 32 * 1024;

export function LongLine({ view, offset }: LongLineProps) {
  const [reading, setReading] = useState<Reading>({ kind: 'reading' });
  useEffect(() => {
    const end = new AbortController();
    let url: string | null = null;
    view.wholeLine(offset, end.signal).then(
      (line) => {
        if (end.signal.aborted) return;
        url = URL.createObjectURL(new Blob([...line.parts], { type: 'text/plain' }));
        setReading({ kind: 'read', line, url });
      },
      () => {
        if (!end.signal.aborted) setReading({ kind: 'failed' });
      },
    );
    return () => {
      end.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [view, offset]);
  if (reading.kind === 'reading') return <p>Reading…</p>;
  if (reading.kind === 'failed') return <p>vigild does not answer.</p>;
  const { line, url } = reading;
  return (
    <>
      <p>{sentence(line)}</p>
      <pre class="long-line" tabIndex={0}>
        {beginning(line)}
      </pre>
      <div class="dialog-buttons">
        <a class="button" href={url} download={`line-at-${offset}.txt`}>
          Download the line
        </a>
      </div>
    </>
  );
}

function sentence({ length, isComplete }: WholeLine): string {
  if (!isComplete)
    return `More than ${formatBytes(length)}, of which these are the first ${formatBytes(SHOWN)}.`;
  if (length <= SHOWN) return `${formatBytes(length)}.`;
  return `${formatBytes(length)}, of which these are the first ${formatBytes(SHOWN)}.`;
}

function beginning({ parts }: WholeLine): string {
  const decoder = new TextDecoder();
  let text = '';
  for (const part of parts) {
    text += decoder.decode(part.subarray(0, SHOWN - text.length), { stream: true });
    if (text.length >= SHOWN) break;
  }
  return plainText(text);
}
