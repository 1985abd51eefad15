/** What programs take and how they are configured. These methods are vigil's own. */
import { NAME } from './common.ts';
import type { MethodContract } from './shape.ts';

export const INSPECT_METHODS = {
  'vigil.getUsage': {
    parameters: [
      {
        name: 'shares',
        type: 'boolean',
        help: 'whether to tell pss too, which costs more than all the rest; without it is 0',
        default: true,
      },
    ],
    result: {
      type: 'array',
      help:
        'a struct for each program with a child: {name, group, cpu, rss, pss, fds, threads, processes} of its whole ' +
        'tree of processes. cpu is in seconds, rss and pss are in bytes',
    },
    faults: [],
    help: 'What each program takes, read from the kernel at this moment.',
    readOnly: true,
  },
  'vigil.getEffectiveConfig': {
    parameters: [NAME],
    result: {
      type: 'array',
      help:
        'a struct {key, value, source} for each key that has a value. source is file:line, or default. Values that ' +
        'may be secret come as ***',
    },
    faults: ['BAD_NAME'],
    help: 'The settings that a process runs under, and where each was written.',
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
