/** Programs that are added while the daemon runs, without a file. These methods are vigil's own. */
import type { MethodContract } from './shape.ts';

const NAME = {
  name: 'name',
  type: 'string',
  help: 'the name of the program, which is also that of its group',
} as const;

export const RUN_METHODS = {
  'vigil.addProgram': {
    parameters: [
      NAME,
      {
        name: 'keys',
        type: 'array',
        help: 'an array [key, value] for each key of a [program:x] section; nothing in a value is expanded',
      },
      {
        name: 'environment',
        type: 'array',
        help: 'an array [name, value] for each variable beside those that every program gets',
      },
      { name: 'saved', type: 'boolean', help: 'whether it outlives a shutdown of the daemon' },
    ],
    result: { type: 'boolean', help: 'always true' },
    faults: ['BAD_NAME', 'BAD_ARGUMENTS', 'ALREADY_ADDED', 'NOT_PERMITTED', 'FAILED'],
    help:
      "Adds a program that is in no file. Starts nothing. Only root and the daemon's own user may, over a unix socket. " +
      'Without a stdout_logfile its output goes to <childlogdir>/<name>.log, or to an AUTO log where everybody may make files.',
    command: { verb: 'add', about: 'processes' },
  },
  'vigil.forgetProgram': {
    parameters: [
      NAME,
      {
        name: 'end',
        type: 'boolean',
        default: false,
        help: 'whether the daemon shuts down when it has no program left',
      },
    ],
    result: { type: 'boolean', help: 'always true' },
    faults: ['BAD_NAME', 'STILL_RUNNING', 'FAILED'],
    help: 'Undoes vigil.addProgram, once the program is stopped. A log that was made for it goes too.',
    command: { verb: 'forget', about: 'processes' },
  },
} as const satisfies Record<string, MethodContract>;
