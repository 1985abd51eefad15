/** The logs of processes. */
import { LENGTH, LOG_TEXT, NAME, OFFSET, STATUSES, TAIL, TRUE } from './common.ts';
import type { MethodContract } from './shape.ts';

const READ_FAULTS = ['BAD_NAME', 'NO_FILE', 'BAD_ARGUMENTS', 'FAILED'] as const;

export const PROCESS_LOG_METHODS = {
  'supervisor.readProcessStdoutLog': {
    parameters: [NAME, OFFSET, LENGTH],
    result: LOG_TEXT,
    faults: READ_FAULTS,
    help: 'Reads a part of the stdout log of a process.',
    readOnly: true,
  },
  'supervisor.readProcessStderrLog': {
    parameters: [NAME, OFFSET, LENGTH],
    result: LOG_TEXT,
    faults: READ_FAULTS,
    help: 'Reads a part of the stderr log of a process.',
    readOnly: true,
  },
  'supervisor.tailProcessStdoutLog': {
    parameters: [NAME, OFFSET, LENGTH],
    result: TAIL,
    faults: ['BAD_NAME'],
    help: 'Reads the end of the stdout log of a process, if there is more than the offset says.',
    readOnly: true,
  },
  'supervisor.tailProcessStderrLog': {
    parameters: [NAME, OFFSET, LENGTH],
    result: TAIL,
    faults: ['BAD_NAME'],
    help: 'Reads the end of the stderr log of a process, if there is more than the offset says.',
    readOnly: true,
  },
  'supervisor.clearProcessLogs': {
    parameters: [NAME],
    result: TRUE,
    faults: ['BAD_NAME', 'FAILED'],
    help: 'Empties the logs of a process.',
    command: { verb: 'clear', about: 'processes' },
  },
  'supervisor.clearAllProcessLogs': {
    parameters: [],
    result: STATUSES,
    faults: [],
    help: 'Empties the logs of every process.',
    command: { verb: 'clear', about: 'everything' },
  },
} as const satisfies Record<string, MethodContract>;
