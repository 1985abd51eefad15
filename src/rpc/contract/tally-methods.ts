/** How often things happened to processes. This method is vigil's own. */
import type { MethodContract } from './shape.ts';

export const TALLY_METHODS = {
  'vigil.getTallies': {
    parameters: [],
    result: {
      type: 'array',
      help:
        'a struct for each process: {group, name, starts, failures, stdout_lost, stderr_lost}. starts and failures are ' +
        'counted since the daemon or its last restart took the process up; a failure is a start that failed or an exit ' +
        'that nobody expected. The others are bytes of output that could not be written to the log',
    },
    faults: [],
    help: 'How often processes were started and failed, and what of their output was lost.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
