/** The daemon: its state, its own log, its configuration, its end. */
import { GROUP, LENGTH, LOG_TEXT, OFFSET, TRUE } from './common.ts';
import type { MethodContract } from './shape.ts';

export const DAEMON_METHODS = {
  'supervisor.getAPIVersion': {
    parameters: [],
    result: { type: 'string', help: 'the version' },
    faults: [],
    help: 'The version of this API.',
    readOnly: true,
  },
  'supervisor.getSupervisorVersion': {
    parameters: [],
    result: { type: 'string', help: 'the version' },
    faults: [],
    help: 'The version of Supervisor that this daemon is compatible with.',
    readOnly: true,
  },
  'supervisor.getIdentification': {
    parameters: [],
    result: { type: 'string', help: 'the identifier' },
    faults: [],
    help: 'The identifier that the configuration gives to this daemon.',
    readOnly: true,
  },
  'supervisor.getState': {
    parameters: [],
    result: { type: 'struct', help: '{statecode, statename}' },
    faults: [],
    help: 'The state of the daemon.',
    readOnly: true,
  },
  'supervisor.getPID': {
    parameters: [],
    result: { type: 'int', help: 'the process id' },
    faults: [],
    help: 'The process id of the daemon.',
    readOnly: true,
  },
  'supervisor.readLog': {
    parameters: [OFFSET, LENGTH],
    result: LOG_TEXT,
    faults: ['NO_FILE', 'BAD_ARGUMENTS', 'FAILED'],
    help: "Reads a part of the daemon's own log.",
    readOnly: true,
  },
  'supervisor.clearLog': {
    parameters: [],
    result: TRUE,
    faults: ['NO_FILE', 'FAILED'],
    help: "Empties the daemon's own log.",
    command: { verb: 'clear', about: 'daemon' },
  },
  'supervisor.shutdown': {
    parameters: [],
    result: TRUE,
    faults: [],
    help: 'Stops every process and then the daemon. Answers at once.',
    command: { verb: 'shutdown', about: 'daemon' },
  },
  'supervisor.restart': {
    parameters: [],
    result: TRUE,
    faults: ['CANT_REREAD'],
    help: 'Reads the configuration and, if it is good, stops every process and starts anew with it. Answers at once.',
    command: { verb: 'reload', about: 'daemon' },
  },
  'supervisor.reloadConfig': {
    parameters: [],
    result: { type: 'array', help: '[[added, changed, removed]], each a list of group names' },
    faults: ['CANT_REREAD'],
    help: 'Reads the configuration and tells how it differs from what is in use. Starts and stops nothing.',
    command: { verb: 'reread', about: 'daemon' },
  },
  'supervisor.addProcessGroup': {
    parameters: [GROUP],
    result: TRUE,
    faults: ['ALREADY_ADDED', 'BAD_NAME', 'FAILED'],
    help: 'Takes a group of the configuration that was read last into use. Members with autostart start.',
    command: { verb: 'add', about: 'group' },
  },
  'supervisor.removeProcessGroup': {
    parameters: [GROUP],
    result: TRUE,
    faults: ['BAD_NAME', 'STILL_RUNNING'],
    help: 'Takes a group out of use. All of its processes must have stopped.',
    command: { verb: 'remove', about: 'group' },
  },
  'supervisor.getAllConfigInfo': {
    parameters: [],
    result: { type: 'array', help: 'a struct for each process' },
    faults: [],
    help: 'The settings of every process of the configuration that was read last, in use or not.',
    readOnly: true,
  },
  'supervisor.sendRemoteCommEvent': {
    parameters: [
      { name: 'type', type: 'text', help: 'type of the message' },
      { name: 'data', type: 'text', help: 'the message' },
    ],
    result: TRUE,
    faults: [],
    help: 'Sends a REMOTE_COMMUNICATION event to the event listeners that subscribed to it.',
    duringShutdown: true,
  },
  'vigil.upgrade': {
    parameters: [
      {
        name: 'path',
        type: 'string',
        help: 'absolute path of the vigild to go on with, or of its package; empty for the one that runs, as it is on the disk now',
      },
    ],
    result: TRUE,
    faults: ['FAILED'],
    help:
      'Puts another build in the place of this one, in the same process: programs and connections stay. Answers when the ' +
      'build was tried; calls wait until it has taken over.',
    command: { verb: 'upgrade', about: 'daemon' },
  },
  'vigil.getUpgrade': {
    parameters: [],
    result: { type: 'struct', help: '{state, problem}; the state is none, under-way, done or failed' },
    faults: [],
    help: 'What became of the last vigil.upgrade. Done: the build that answers is the one that took over.',
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
