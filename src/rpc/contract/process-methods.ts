/** Processes: what is known about them, starting, stopping, signalling, their standard input. */
import { GROUP, NAME, NAME_OR_GROUP, SIGNAL, STATUSES, TRUE, WAIT_STARTED, WAIT_STOPPED } from './common.ts';
import type { MethodContract } from './shape.ts';

const START_FAULTS = [
  'BAD_NAME',
  'NO_FILE',
  'NOT_EXECUTABLE',
  'ALREADY_STARTED',
  'FAILED',
  'SPAWN_ERROR',
  'ABNORMAL_TERMINATION',
] as const;
export const PROCESS_METHODS = {
  'supervisor.getProcessInfo': {
    parameters: [NAME],
    result: { type: 'struct', help: 'state, times, pid and log files' },
    faults: ['BAD_NAME'],
    help: 'What is known about one process.',
    readOnly: true,
  },
  'supervisor.getAllProcessInfo': {
    parameters: [],
    result: { type: 'array', help: 'a struct for each process, by group and name' },
    faults: [],
    help: 'What is known about every process.',
    readOnly: true,
  },
  'vigil.getStates': {
    parameters: [],
    result: {
      type: 'array',
      help: '[group, name, statename, description] for each process, by group and name',
    },
    faults: [],
    help: 'The state of every process, in a fifth of the room that supervisor.getAllProcessInfo takes.',
    readOnly: true,
  },
  'supervisor.startProcess': {
    parameters: [NAME_OR_GROUP, WAIT_STARTED],
    result: { type: 'boolean', help: 'always true; for group:* what startProcessGroup answers' },
    faults: START_FAULTS,
    help: 'Starts a process.',
    command: { verb: 'start', about: 'processes' },
  },
  'supervisor.startProcessGroup': {
    parameters: [GROUP, WAIT_STARTED],
    result: STATUSES,
    faults: ['BAD_NAME'],
    help: 'Starts the processes of a group that do not run yet.',
    command: { verb: 'start', about: 'group' },
  },
  'supervisor.startAllProcesses': {
    parameters: [WAIT_STARTED],
    result: STATUSES,
    faults: [],
    help: 'Starts every process that does not run yet.',
    command: { verb: 'start', about: 'everything' },
  },
  'supervisor.stopProcess': {
    parameters: [NAME_OR_GROUP, WAIT_STOPPED],
    result: { type: 'boolean', help: 'always true; for group:* what stopProcessGroup answers' },
    faults: ['BAD_NAME', 'NOT_RUNNING', 'FAILED'],
    help: 'Stops a process.',
    command: { verb: 'stop', about: 'processes' },
  },
  'supervisor.stopProcessGroup': {
    parameters: [GROUP, WAIT_STOPPED],
    result: STATUSES,
    faults: ['BAD_NAME'],
    help: 'Stops the processes of a group that run.',
    command: { verb: 'stop', about: 'group' },
  },
  'supervisor.stopAllProcesses': {
    parameters: [WAIT_STOPPED],
    result: STATUSES,
    faults: [],
    help: 'Stops every process that runs.',
    command: { verb: 'stop', about: 'everything' },
  },
  'supervisor.signalProcess': {
    parameters: [NAME_OR_GROUP, SIGNAL],
    result: { type: 'boolean', help: 'always true; for group:* what signalProcessGroup answers' },
    faults: ['BAD_NAME', 'BAD_SIGNAL', 'NOT_RUNNING', 'FAILED'],
    help: 'Sends a signal to a process, and to it alone.',
    command: { verb: 'signal', about: 'processes' },
  },
  'supervisor.signalProcessGroup': {
    parameters: [GROUP, SIGNAL],
    result: STATUSES,
    faults: ['BAD_NAME'],
    help: 'Sends a signal to each process of a group that can get one.',
    command: { verb: 'signal', about: 'group' },
  },
  'supervisor.signalAllProcesses': {
    parameters: [SIGNAL],
    result: STATUSES,
    faults: [],
    help: 'Sends a signal to every process that can get one.',
    command: { verb: 'signal', about: 'everything' },
  },
  'supervisor.sendProcessStdin': {
    parameters: [NAME, { name: 'chars', type: 'bytes', help: 'what to send' }],
    result: TRUE,
    faults: ['BAD_NAME', 'NOT_RUNNING', 'NO_FILE', 'FAILED'],
    help: 'Writes to the standard input of a process.',
    command: { verb: 'stdin', about: 'processes' },
  },
} as const satisfies Record<string, MethodContract>;
