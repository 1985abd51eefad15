/** The processes of the kernel that belong to programs. This method is vigil's own. */
import type { MethodContract } from './shape.ts';

export const TREE_METHODS = {
  'vigil.getProcessTree': {
    parameters: [
      { name: 'name', type: 'string', help: 'group, group:* or group:process; empty for everything' },
    ],
    result: {
      type: 'array',
      help:
        'a struct for each process, parents before their children: {group, name, pid, parent, command, role, cpu, rss, ' +
        'start}. group and name are those of the program. role: main, member, or leftover of a run that is over. cpu ' +
        'in seconds used so far, rss in bytes, start as a Unix time in seconds',
    },
    faults: ['BAD_NAME'],
    help: 'Every process of a program, those included that left its process group or session.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
