/** What happened, and what is switched off for good. These methods are vigil's own. */
import type { MethodContract } from './shape.ts';

const NAMES = {
  name: 'names',
  type: 'array',
  help: 'process, group:process or group:*; empty for every process',
} as const;

const SWITCHED = {
  type: 'array',
  help: 'a struct {group, name, running} for each process; running: whether it runs or is on its way',
} as const;

export const HISTORY_METHODS = {
  'vigil.getHistory': {
    parameters: [
      { name: 'name', type: 'string', help: 'process, group:process or group:*; empty for everything' },
      { name: 'since', type: 'int', help: 'Unix time in seconds; 0 for as far as the history goes' },
      {
        name: 'limit',
        type: 'int',
        help: 'how many entries, the newest; 0 for 1000; at most 10000',
      },
    ],
    result: {
      type: 'array',
      help:
        'a struct for each entry, the oldest first: {time, kind, subject, description} and what else is known. time: ' +
        'Unix time in seconds with a fraction. kind: start, kept, exit, state, command, signal, config, group or daemon. ' +
        'Entries about a process have group and name; those of a command have method, targets and by',
    },
    faults: [],
    help: 'What happened to processes, what operators did and who they were, and how daemons began and ended.',
    duringShutdown: true,
    readOnly: true,
  },
  'vigil.disable': {
    parameters: [NAMES],
    result: SWITCHED,
    faults: ['BAD_NAME', 'FAILED'],
    help: 'Processes do not start by themselves any more, also after a restart of the daemon, until they are enabled. Stops nothing.',
    command: { verb: 'disable', about: 'processes' },
  },
  'vigil.enable': {
    parameters: [NAMES],
    result: SWITCHED,
    faults: ['BAD_NAME', 'FAILED'],
    help: 'Undoes vigil.disable: autostart holds again. Starts nothing.',
    command: { verb: 'enable', about: 'processes' },
  },
  'vigil.getDisabled': {
    parameters: [],
    result: {
      type: 'array',
      help: 'a struct {group, name} for each process, which need not exist at present',
    },
    faults: [],
    help: 'The processes that were disabled.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
