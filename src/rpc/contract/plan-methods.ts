/** Changing the configuration at run time, process by process. These methods are vigil's own. */
import type { MethodContract } from './shape.ts';

const NAMES = {
  name: 'names',
  type: 'array',
  help: 'what to look at: group, group:* or group:process; empty for everything',
} as const;

const FAULTS = ['CANT_REREAD', 'BAD_NAME', 'BAD_ARGUMENTS'] as const;

export const PLAN_METHODS = {
  'vigil.plan': {
    parameters: [NAMES],
    result: {
      type: 'struct',
      help:
        '{has_changes, groups}. A group is {name, action, changes, processes}, a process {name, action, changes} ' +
        'and, where it is made anew, starts_again. Actions: add, remove, restart, change-live, untouched; that of a ' +
        'group is about its own keys. A change is {key, change} with change set, changed or unset, then from and to ' +
        'unless the value may be a secret, and the variable where the key is environment',
    },
    faults: FAULTS,
    help: 'Reads the configuration and tells what vigil.apply would do. Changes nothing. CANT_REREAD names every error, one a line.',
    readOnly: true,
  },
  'vigil.apply': {
    parameters: [NAMES],
    result: {
      type: 'struct',
      help: 'that of vigil.plan, and failures: a struct {group, name, message} for each process, or group with an empty name, that is not as planned',
    },
    faults: FAULTS,
    help: 'Reads the configuration and carries out what vigil.plan tells. Answers when everything that had to stop has stopped and was started again. A configuration with errors changes nothing.',
    command: { verb: 'apply', about: 'processes' },
  },
} as const satisfies Record<string, MethodContract>;
