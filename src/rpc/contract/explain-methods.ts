/** Why a process is in its state. */
import { NAME } from './common.ts';
import type { MethodContract } from './shape.ts';

export const EXPLAIN_METHODS = {
  'vigil.explainProcess': {
    parameters: [NAME],
    result: {
      type: 'struct',
      help:
        '{group, name, state, summary, happened, rule {keys, text}, next {text}, causes}; a cause is {kind, text, cure, ' +
        'certainty}. Where they are known also since, pid, last_end, output {stream, logfile, lines}, ' +
        'left_behind {text, cure, processes}, last_command {verb, at, by} and the time of next, at. All of it stands in docs/explain.md',
    },
    faults: ['BAD_NAME'],
    help: 'Why a process is in its state: what happened, which setting decided, what happens next, the likely cause and its cure.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
