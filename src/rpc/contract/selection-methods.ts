/**
 * One thing for many processes, named by whoever asks. The daemon carries it out to its end, also when nobody waits for
 * the answer any more. These methods are vigil's own.
 */
import { SIGNAL, WAIT_STARTED, WAIT_STOPPED } from './common.ts';
import type { MethodContract } from './shape.ts';

const NAMES = {
  name: 'names',
  type: 'array',
  help: 'which processes: process, group:process or group:*',
} as const;

const STATUSES = {
  type: 'array',
  help:
    'a struct {name, group, status, description} for each process, by group and priority, after those for names that ' +
    'nothing has. status is 80, or the number of the fault that a call for this process alone would end with',
} as const;

export const SELECTION_METHODS = {
  'vigil.startProcesses': {
    parameters: [NAMES, WAIT_STARTED],
    result: STATUSES,
    faults: [],
    help: 'Starts processes.',
    command: { verb: 'start', about: 'selection' },
  },
  'vigil.stopProcesses': {
    parameters: [NAMES, WAIT_STOPPED],
    result: STATUSES,
    faults: [],
    help: 'Stops processes, all at once.',
    command: { verb: 'stop', about: 'selection' },
  },
  'vigil.restartProcesses': {
    parameters: [NAMES, { ...WAIT_STARTED, help: 'answer only when they are RUNNING again' }],
    result: STATUSES,
    faults: [],
    help:
      'Stops the processes that run, and starts each as soon as it has stopped. Those that did not run are started. A ' +
      'process whose command cannot be found is not stopped. Goes on when the caller goes away.',
    command: { verb: 'restart', about: 'selection' },
  },
  'vigil.signalProcesses': {
    parameters: [NAMES, SIGNAL],
    result: STATUSES,
    faults: ['BAD_SIGNAL'],
    help: 'Sends a signal to processes, and to them alone.',
    command: { verb: 'signal', about: 'selection' },
  },
  'vigil.clearProcessLogs': {
    parameters: [NAMES],
    result: STATUSES,
    faults: [],
    help: 'Empties the logs of processes.',
    command: { verb: 'clear', about: 'selection' },
  },
} as const satisfies Record<string, MethodContract>;
