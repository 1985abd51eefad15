/** What `explain` is told of a program that is FATAL, and of which nothing else is known. */
import type { ExplainFacts, PolicyFacts } from '../../src/explain/facts.ts';

/** In milliseconds of Unix time. */
export const NOW = 1_800_000_000_000;

export const POLICY: PolicyFacts = {
  autostart: true,
  autorestart: 'unexpected',
  startsecs: 1,
  startretries: 3,
  exitcodes: [0],
  stopwaitsecs: 10,
  directory: null,
  user: null,
};

export function facts(changes: Partial<ExplainFacts> = {}): ExplainFacts {
  return {
    namespec: 'web',
    group: 'web',
    name: 'web',
    state: 'FATAL',
    now: NOW,
    since: NOW - 65_000,
    pid: null,
    dueIn: null,
    failures: 0,
    hasStarted: true,
    policy: POLICY,
    words: ['web'],
    end: null,
    lastCommand: null,
    stoppedByShutdown: false,
    knowsSentSignals: true,
    lines: [],
    output: null,
    machine: { executable: null, port: null, memory: null },
    leftovers: null,
    ...changes,
  };
}
