/** The keys that `[program:x]`, `[eventlistener:x]` and `[fcgi-program:x]` share. */
import { FAMILY_ROWS } from './family-options.ts';
import { user } from './machine-values.ts';
import { optionTable } from './option.ts';
import { socketAddresses } from './socket-address.ts';
import { streamRows } from './stream-options.ts';
import {
  autorestart,
  boolean,
  environmentPairs,
  exitCodes,
  integer,
  name,
  octal,
  secondsNumber,
  signal,
  text,
} from './values.ts';

const STDOUT = streamRows('stdout');
const STDERR = streamRows('stderr');

/** Rows in the order in which Supervisor checks them, first the keys that all copies share, then the others. */
export const PROGRAM_OPTIONS = optionTable({
  priority: {
    grammar: integer,
    default: '999',
    description: 'The place in the order of starting: low numbers start first and stop last.',
    example: '100',
  },
  autostart: {
    grammar: boolean,
    default: 'true',
    description: 'Whether the program starts together with the daemon.',
    example: 'false',
  },
  autorestart: {
    grammar: autorestart,
    default: 'unexpected',
    description:
      'Whether a program that exits while running is started again: always, never, or after an exit that `exitcodes` does not list.',
    example: 'true',
  },
  startsecs: {
    grammar: secondsNumber,
    default: '1',
    description: 'How many seconds the program must stay up for the start to count as a success.',
    example: '5',
  },
  startretries: {
    grammar: integer,
    default: '3',
    description:
      'How many failed starts are followed by another attempt before the program is given up as FATAL.',
    example: '10',
  },
  stopsignal: {
    grammar: signal,
    default: 'TERM',
    description: 'The signal that asks the program to stop.',
    example: 'QUIT',
  },
  stopwaitsecs: {
    grammar: secondsNumber,
    default: '10',
    description: 'How many seconds the program may take to stop before it is killed.',
    example: '60',
  },
  stopasgroup: {
    grammar: boolean,
    default: 'false',
    description:
      "Whether the stop signal goes to the program's whole process group. It implies `killasgroup`.",
    example: 'true',
  },
  killasgroup: {
    grammar: boolean,
    default: null,
    defaultNote: 'the value of `stopasgroup`',
    description: "Whether SIGKILL goes to the program's whole process group.",
    example: 'true',
  },
  exitcodes: {
    grammar: exitCodes,
    default: '0',
    description: 'The exit codes that count as expected for `autorestart=unexpected`.',
    example: '0,2',
  },
  redirect_stderr: {
    grammar: boolean,
    default: 'false',
    description: 'Whether the standard error goes where the standard output goes.',
    example: 'true',
  },
  numprocs: {
    grammar: integer,
    default: '1',
    description:
      'How many processes are made of this section. With more than one, `process_name` must contain `%(process_num)`.',
    example: '4',
  },
  numprocs_start: {
    grammar: integer,
    default: '0',
    description: 'The `process_num` of the first process.',
    example: '1',
  },
  stdout_capture_maxbytes: STDOUT.captureMaxBytes,
  stdout_events_enabled: STDOUT.eventsEnabled,
  stderr_capture_maxbytes: STDERR.captureMaxBytes,
  stderr_events_enabled: STDERR.eventsEnabled,
  stdout_logfile_timestamp: STDOUT.timestamp,
  stderr_logfile_timestamp: STDERR.timestamp,
  serverurl: {
    grammar: text,
    default: null,
    description:
      'What the program finds in `SUPERVISOR_SERVER_URL`. `AUTO` is the same as nothing: the address is computed.',
    example: 'unix:///run/supervisor.sock',
  },
  user: {
    grammar: user,
    default: null,
    description: 'The user that the program runs as. Only a daemon started by root can change it.',
    example: 'www-data',
  },
  critical: {
    grammar: boolean,
    default: 'false',
    description:
      'Whether the daemon ends, with status 1, when the program is given up as FATAL; `/readyz` says that it is ready only while the program is RUNNING. Supervisor does not have this key.',
    example: 'true',
  },
  umask: {
    grammar: octal,
    default: null,
    description: "The program's file mode creation mask.",
    example: '027',
  },
  sockets_mode: {
    grammar: octal,
    default: '0700',
    description: 'The permissions of the unix sockets in `sockets`. Supervisor does not have this key.',
    example: '0666',
  },
  daemonize: FAMILY_ROWS.daemonize,
  stop_scope: FAMILY_ROWS.stop_scope,
  leftovers: FAMILY_ROWS.leftovers,
  process_name: {
    grammar: name,
    default: '%(program_name)s',
    perCopy: true,
    description: 'The name of each process.',
    example: '%(program_name)s_%(process_num)02d',
  },
  environment: {
    grammar: environmentPairs,
    default: '',
    perCopy: true,
    description: 'Environment variables for the program, above those of `[supervisord]`.',
    example: 'PORT="80%(process_num)02d",MODE="production"',
  },
  directory: {
    grammar: text,
    default: null,
    perCopy: true,
    description: 'The directory that the program starts in.',
    example: '/srv/app',
  },
  sockets: {
    grammar: socketAddresses,
    default: '',
    perCopy: true,
    description:
      'Listening sockets that the daemon opens and keeps open while the program restarts, as docs/sockets.md tells. Supervisor does not have this key.',
    example: 'tcp://127.0.0.1:8080,unix:///run/app.sock',
  },
  pidfile: FAMILY_ROWS.pidfile,
  stdout_logfile: STDOUT.logfile,
  stdout_logfile_backups: STDOUT.backups,
  stdout_logfile_maxbytes: STDOUT.maxBytes,
  stdout_syslog: STDOUT.syslog,
  stderr_logfile: STDERR.logfile,
  stderr_logfile_backups: STDERR.backups,
  stderr_logfile_maxbytes: STDERR.maxBytes,
  stderr_syslog: STDERR.syslog,
  command: {
    grammar: text,
    default: null,
    required: true,
    perCopy: true,
    description:
      'The command line. Quotes and backslashes work as in a shell; variables, patterns, pipes and `;` do not. A blank before `;` or `#` begins a comment, even between quotes.',
    example: '/usr/bin/app --port 80%(process_num)02d',
  },
});
