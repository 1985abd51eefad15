/** The last lines that a program's last run wrote; while it runs without having ended before, those of this run. */
import type { OutputFacts } from '../../explain/facts.ts';
import { lastLines, withoutStamp } from '../../explain/output-lines.ts';
import { decodeLogText, readLog } from '../../logs/tail.ts';
import type { LogSpan, ProcessRuntime } from '../../supervisor/ports.ts';

const TAIL_SIZE = 8192;
/** For the rules. */
const MOST_LINES = 40;
/** For people: the whole explanation is to fit on a screen. */
const SHOWN_LINES = 6;

export interface LastOutput {
  readonly lines: readonly string[];
  readonly output: OutputFacts | null;
}

export async function lastOutput(runtime: ProcessRuntime): Promise<LastOutput> {
  const spans = runtime.lastRunOutput();
  const kept = runtime.lastBytes();
  const stdout = linesIn(kept.stdout) ?? (await linesOf(runtime.stdoutLogfile, spans.stdout));
  const stderr = linesIn(kept.stderr) ?? (await linesOf(runtime.stderrLogfile, spans.stderr));
  const stream = stderr.length > 0 ? 'stderr' : 'stdout';
  const lines = stream === 'stderr' ? stderr : stdout;
  const logfile = (stream === 'stderr' ? runtime.stderrLogfile : runtime.stdoutLogfile) ?? '';
  const hasAny = lines.length > 0 || logfile !== '';
  return {
    lines: [...stdout, ...stderr].map(withoutStamp),
    output: hasAny ? { stream, logfile, lines: lines.slice(-SHOWN_LINES) } : null,
  };
}

function linesIn(bytes: Uint8Array | null): readonly string[] | null {
  return bytes === null ? null : lastLines(decodeLogText(bytes, true), MOST_LINES);
}

async function linesOf(path: string | null, span: LogSpan | null): Promise<readonly string[]> {
  if (path === null) return [];
  const read = await readEnd(path, span);
  return read === null ? [] : lastLines(read, MOST_LINES);
}

/** Null when there is nothing to be read, as in a log that is a terminal. */
async function readEnd(path: string, span: LogSpan | null): Promise<string | null> {
  if (span === null) {
    const tail = await readLog(path, -TAIL_SIZE, 0);
    return tail.kind === 'read' ? decodeLogText(tail.bytes, tail.startsInside) : null;
  }
  const start = Math.max(span.start, span.end - TAIL_SIZE);
  if (span.end <= start) return null;
  const part = await readLog(path, start, span.end - start);
  return part.kind === 'read' ? decodeLogText(part.bytes, part.startsInside) : null;
}
