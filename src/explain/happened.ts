/** What happened last, in a sentence. */
import type { ExplainFacts } from './facts.ts';
import { durationText, exitWords } from './words.ts';

/** Completes "web: ...". */
export function happened(facts: ExplainFacts): string {
  const { state, now, since, pid, end, hasStarted } = facts;
  const before = end === null ? '' : `; before that it ${endText(facts)}`;
  switch (state) {
    case 'RUNNING':
      return `runs${pid === null ? '' : ` as pid ${pid}`}${since === null ? '' : `, for ${durationText(now - since)}`}${before}`;
    case 'STARTING':
      return `is being started${pid === null ? '' : ` as pid ${pid}`}${before}`;
    case 'STOPPING':
      return `was told to stop${since === null ? '' : ` ${durationText(now - since)} ago`} and has not ended yet${pid === null ? '' : ` (pid ${pid})`}`;
    case 'STOPPED':
      if (end === null) return hasStarted ? 'was stopped' : 'was never started';
      return `was stopped: it ${endText(facts)}`;
    case 'BACKOFF':
    case 'FATAL':
    case 'EXITED':
    case 'UNKNOWN':
      return end === null ? 'ended' : endText(facts);
  }
}

function endText({ end }: ExplainFacts): string {
  if (end === null) return 'ended';
  if (end.kind === 'spawn-failed') return `could not be started: ${end.message}`;
  const { status, uptime, pid } = end;
  return `${exitWords(status)} after ${durationText(uptime)}${pid === null ? '' : ` (pid ${pid})`}`;
}
