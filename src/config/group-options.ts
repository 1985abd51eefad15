/** The keys of `[group:x]`, and those that only `[eventlistener:x]` and `[fcgi-program:x]` have. */
import { ownerOrElse } from './machine-values.ts';
import { optionTable } from './option.ts';
import { PROGRAM_OPTIONS } from './program-options.ts';
import { integer, integerWithin, octalOrElse, stringList, text } from './values.ts';

const DEFAULT_RESULT_HANDLER = 'supervisor.dispatchers:default_handler';

export const GROUP_OPTIONS = optionTable({
  programs: {
    grammar: stringList,
    default: '',
    description: 'The programs of the group, separated by commas. They no longer form groups of their own.',
    example: 'web,worker',
  },
  priority: PROGRAM_OPTIONS.priority,
});

/** Keys of the pool; those of its processes are in PROGRAM_OPTIONS. */
export const LISTENER_OPTIONS = optionTable({
  priority: {
    grammar: integer,
    default: '-1',
    description: 'The place of the pool in the order of starting: low numbers start first and stop last.',
    example: '-1',
  },
  buffer_size: {
    grammar: integer,
    default: '10',
    description:
      'How many events may wait for a free process of the pool before the oldest is dropped. At least 1.',
    example: '100',
  },
  result_handler: {
    grammar: text,
    default: DEFAULT_RESULT_HANDLER,
    description:
      "What judges the results that the pool's processes send: Supervisor's own, or a function of a JavaScript module, `./path/module.js:exportName`.",
    example: DEFAULT_RESULT_HANDLER,
  },
  events: {
    grammar: stringList,
    default: '',
    required: true,
    description:
      'The types of events that the pool wants, separated by commas. A general type includes its special ones.',
    example: 'PROCESS_STATE,TICK_60',
  },
  redirect_stderr: {
    ...PROGRAM_OPTIONS.redirect_stderr,
    description: 'Must stay `false`: the standard output carries the protocol.',
    example: 'false',
  },
});

const HIGHEST_BACKLOG = 65535;

/** Keys of the socket; those of the processes are in PROGRAM_OPTIONS. */
export const FCGI_OPTIONS = optionTable({
  priority: PROGRAM_OPTIONS.priority,
  user: PROGRAM_OPTIONS.user,
  socket_backlog: {
    grammar: integerWithin({
      minimum: 1,
      maximum: HIGHEST_BACKLOG,
      complaint: (value) => `Invalid socket_backlog value ${value}`,
    }),
    default: null,
    defaultNote: "the system's limit",
    description: 'How many connections may wait to be accepted.',
    example: '1024',
  },
  socket_owner: {
    grammar: ownerOrElse('Invalid socket_owner value'),
    default: null,
    defaultNote: "the program's `user`",
    description: 'The owner of a unix socket, `user` or `user:group`.',
    example: 'www-data:www-data',
  },
  socket_mode: {
    grammar: octalOrElse('Invalid socket_mode value'),
    default: null,
    defaultNote: '0700 for a unix socket',
    description: 'The permissions of a unix socket.',
    example: '0770',
  },
  socket: {
    grammar: text,
    default: null,
    required: true,
    description:
      'The socket that the processes share as their standard input: `unix:///absolute/path` or `tcp://host:port`.',
    example: 'unix:///run/%(program_name)s.sock',
  },
});
