/** What happens next by itself, and when; or who has to act. */
import type { ExplainFacts, PolicyFacts } from './facts.ts';
import { durationText, ordinal } from './words.ts';

export interface NextStep {
  readonly text: string;
  /** Seconds since 1970. */
  readonly at?: number;
}

export function nextStep(facts: ExplainFacts): NextStep {
  const { state, dueIn, failures, namespec, policy } = facts;
  const start = `nothing by itself; to start it: vigilctl start ${namespec}`;
  switch (state) {
    case 'BACKOFF':
      if (dueIn === null) return { text: start };
      return due(facts, dueIn, `the ${ordinal(failures + 1)} attempt to start it follows`);
    case 'EXITED':
      return dueIn === null ? { text: start } : due(facts, dueIn, 'it is started again');
    case 'STOPPING':
      return dueIn === null
        ? { text: 'it ends, or is killed after stopwaitsecs' }
        : due(facts, dueIn, 'SIGKILL follows');
    case 'STARTING':
      return dueIn === null
        ? { text: 'it counts as RUNNING when it stays up' }
        : due(facts, dueIn, 'it counts as RUNNING');
    case 'RUNNING':
      return { text: policy === null ? 'it runs on' : afterExit(policy) };
    case 'FATAL':
    case 'STOPPED':
      return { text: start };
    case 'UNKNOWN':
      return { text: 'nothing by itself until the process ends; look at it with ps, and end it by hand' };
  }
}

function due({ now }: ExplainFacts, dueIn: number, what: string): NextStep {
  return { text: `${what} in ${durationText(dueIn)}`, at: Math.round((now + dueIn) / 1000) };
}

function afterExit({ autorestart, exitcodes }: PolicyFacts): string {
  if (autorestart === true) return 'it runs on; when it exits, it is started again';
  if (autorestart === false) return 'it runs on; when it exits, nothing starts it again';
  return `it runs on; when it exits with a status other than ${exitcodes.join(',')}, it is started again`;
}
