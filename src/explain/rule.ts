/** Which setting led to the state that a process is in. */
import { exitCodeNumber } from '../core/exit-status.ts';
import type { ExplainFacts, PolicyFacts } from './facts.ts';
import { plural } from './words.ts';

export interface Rule {
  readonly keys: readonly string[];
  readonly text: string;
}

const NO_RULE: Rule = { keys: [], text: 'the settings of the program are not known' };

export function rule(facts: ExplainFacts): Rule {
  const { policy } = facts;
  if (policy === null) return NO_RULE;
  switch (facts.state) {
    case 'FATAL':
      return fatal(facts, policy);
    case 'BACKOFF':
      return backoff(facts, policy);
    case 'EXITED':
      return exited(facts, policy);
    case 'STOPPED':
      return stopped(facts, policy);
    case 'STARTING':
      return {
        keys: ['startsecs'],
        text: `startsecs=${policy.startsecs}: it has to stay up for ${policy.startsecs} s to count as started`,
      };
    case 'RUNNING':
      return running(facts, policy);
    case 'STOPPING':
      return {
        keys: ['stopwaitsecs'],
        text: `stopwaitsecs=${policy.stopwaitsecs}: it may take ${policy.stopwaitsecs} s to end, then it is killed`,
      };
    case 'UNKNOWN':
      return { keys: [], text: 'its stop signal could not be sent, so nobody knows what it will do' };
  }
}

function fatal(facts: ExplainFacts, policy: PolicyFacts): Rule {
  if (facts.stoppedByShutdown) {
    return { keys: [], text: 'the daemon shut down while this program waited for its next attempt' };
  }
  const { startretries } = policy;
  const retries = startretries === 0 ? 'no retry' : plural(startretries, 'retry', 'retries');
  return {
    keys: ['startsecs', 'startretries'],
    text: `${failedStart(facts, policy)}; startretries=${startretries}: given up after the first attempt and ${retries}`,
  };
}

function backoff(facts: ExplainFacts, policy: PolicyFacts): Rule {
  return {
    keys: ['startsecs', 'startretries'],
    text: `${failedStart(facts, policy)}; startretries=${policy.startretries}: ${facts.failures} of ${policy.startretries + 1} attempts failed so far`,
  };
}

function failedStart({ end }: ExplainFacts, { startsecs }: PolicyFacts): string {
  if (end?.kind === 'spawn-failed') return 'it could not be started at all';
  return `startsecs=${startsecs}: it ended before it was up for ${startsecs} s, which counts as a failed start`;
}

function exited(facts: ExplainFacts, policy: PolicyFacts): Rule {
  if (facts.dueIn !== null && facts.end?.kind === 'spawn-failed') {
    return {
      keys: ['startsecs', 'autorestart'],
      text: 'it could not be started at all, which with startsecs=0 counts as an exit: it is tried again without a limit, once a second',
    };
  }
  if (facts.dueIn !== null) {
    return {
      keys: ['startsecs', 'autorestart'],
      text: 'it keeps exiting within a second although startsecs=0 calls that a success, so its restarts are held back',
    };
  }
  const { autorestart, exitcodes } = policy;
  if (autorestart === false)
    return { keys: ['autorestart'], text: 'autorestart=false: nothing starts it again' };
  if (autorestart === true) return { keys: [], text: 'autorestart=true, but the daemon is shutting down' };
  const { end } = facts;
  const code = codeOf(end);
  if (code !== null && exitcodes.includes(code)) {
    return {
      keys: ['autorestart', 'exitcodes'],
      text: `autorestart=unexpected, and status ${code} is expected (exitcodes=${exitcodes.join(',')}): nothing starts it again`,
    };
  }
  return {
    keys: ['autorestart', 'exitcodes'],
    text: `autorestart=unexpected, exitcodes=${exitcodes.join(',')}`,
  };
}

/** A start that failed in the child counts as an exit with 127 where `startsecs=0`. */
function codeOf(end: ExplainFacts['end']): number | null {
  if (end?.kind === 'spawn-failed') return 127;
  return end === null || end.status === null ? null : exitCodeNumber(end.status);
}

function stopped(facts: ExplainFacts, policy: PolicyFacts): Rule {
  if (!facts.hasStarted) {
    return policy.autostart
      ? { keys: [], text: 'nothing has started it yet' }
      : { keys: ['autostart'], text: 'autostart=false: it waits for an operator' };
  }
  if (facts.stoppedByShutdown) return { keys: [], text: 'the daemon is shutting down' };
  return { keys: [], text: 'an operator stopped it; autorestart does not apply to that' };
}

function running({ end, failures }: ExplainFacts, policy: PolicyFacts): Rule {
  const up = `startsecs=${policy.startsecs}: it stayed up for that long`;
  if (end === null || failures > 0) return { keys: ['startsecs'], text: up };
  return { keys: ['startsecs', 'autorestart'], text: `${up}; autorestart=${policy.autorestart}` };
}
