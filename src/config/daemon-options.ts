/** The keys of `[supervisord]`. */
import { FAMILY_ROWS } from './family-options.ts';
import { existingDirectory, existingDirectoryPath, historyTarget } from './machine-values.ts';
import { optionTable } from './option.ts';
import {
  boolean,
  byteSize,
  environmentPairs,
  integer,
  logLevel,
  logTimestamp,
  octal,
  oneOf,
  secondsNumber,
  text,
} from './values.ts';

/** Rows in the order in which Supervisor checks them; the order decides which of several errors is the first. */
export const DAEMON_OPTIONS = optionTable({
  minfds: {
    grammar: integer,
    default: '1024',
    description:
      'The number of open file descriptors that the daemon must be allowed before it starts. The soft limit is raised to it where possible.',
    example: '65536',
  },
  minprocs: {
    grammar: integer,
    default: '200',
    description: 'The number of processes that the daemon must be allowed before it starts.',
    example: '200',
  },
  directory: {
    grammar: existingDirectory,
    default: null,
    description: 'The directory that the daemon changes to when it goes into the background.',
    example: '/var/lib/app',
  },
  user: {
    grammar: text,
    default: null,
    description: 'The user that a daemon started by root becomes before it starts any program.',
    example: 'supervisor',
  },
  umask: {
    grammar: octal,
    default: '022',
    description: 'The file mode creation mask that the daemon sets when it goes into the background.',
    example: '022',
  },
  logfile: {
    grammar: existingDirectoryPath,
    default: 'supervisord.log',
    description: "The daemon's activity log. `syslog` sends it to the system log instead.",
    example: '/var/log/supervisor/supervisord.log',
  },
  logfile_maxbytes: {
    grammar: byteSize,
    default: '50MB',
    description: 'The size at which the activity log is rotated. `0` means never.',
    example: '50MB',
  },
  logfile_backups: {
    grammar: integer,
    default: '10',
    description: 'How many rotated activity logs are kept.',
    example: '10',
  },
  loglevel: {
    grammar: logLevel,
    default: 'info',
    description: 'The least important kind of entry that the activity log still gets.',
    example: 'debug',
  },
  pidfile: {
    grammar: existingDirectoryPath,
    default: 'supervisord.pid',
    description: 'The file that holds the process id of the daemon.',
    example: '/run/supervisord.pid',
  },
  identifier: {
    grammar: text,
    default: 'supervisor',
    description:
      'The name of this instance, as its API reports it and as the names of automatic log files carry it.',
    example: 'supervisor',
  },
  nodaemon: {
    grammar: boolean,
    default: 'false',
    description: 'Whether the daemon stays in the foreground.',
    example: 'true',
  },
  silent: {
    grammar: boolean,
    default: 'false',
    description: 'Whether a daemon in the foreground keeps its log off the standard output.',
    example: 'true',
  },
  childlogdir: {
    grammar: existingDirectory,
    default: null,
    defaultNote: 'the directory for temporary files',
    description: 'The directory for the log files of programs whose log file is `AUTO`.',
    example: '/var/log/supervisor',
  },
  nocleanup: {
    grammar: boolean,
    default: 'false',
    description: 'Whether automatic log files of earlier runs are kept at start.',
    example: 'true',
  },
  strip_ansi: {
    grammar: boolean,
    default: 'false',
    description: 'Whether terminal escape sequences are removed from the logs of programs.',
    example: 'true',
  },
  childlog_timestamp: {
    grammar: logTimestamp,
    default: 'false',
    description:
      'Whether each line in the logs of programs begins with the time: `true` for local time, `utc`, or `false`. Each stream of a program may say so for itself. Supervisor does not have this key.',
    example: 'true',
  },
  container: {
    grammar: boolean,
    default: 'false',
    description:
      'Whether the daemon is the main process of a container, as docs/containers.md tells: it stays in the foreground, and programs without a log file of their own write to its standard output and error. Supervisor does not have this key.',
    example: 'true',
  },
  exit_with: {
    grammar: text,
    default: null,
    description:
      'The process whose exit ends the daemon, with its exit status (128 and the number for a signal), whatever its `autorestart` and `startretries` say. A stop by an operator does not count. Supervisor does not have this key.',
    example: 'web',
  },
  shutdown_timeout: {
    grammar: secondsNumber,
    default: null,
    defaultNote: '`8` in a container, else no limit',
    description:
      'How many seconds a shutdown may take. What has not stopped by then is killed, whatever its `stopwaitsecs`. `0` means no limit. Supervisor does not have this key.',
    example: '25',
  },
  daemonize: {
    ...FAMILY_ROWS.daemonize,
    default: 'auto',
    defaultNote: '`auto`',
    description:
      'Whether programs that go into the background by themselves are followed there. Each program may say so for itself. Supervisor does not have this key.',
  },
  cgroup: {
    grammar: oneOf<'auto' | 'always' | 'never'>('cgroup', ['auto', 'always', 'never']),
    default: 'auto',
    description:
      'Whether programs get a control group of their own (version 2), where the daemon may make one, so that every process is known to be theirs: `auto` for those that need one, since they went into the background or have `stop_scope=tree`, `always` for all, which makes their start a little slower, or `never`. Supervisor does not have this key.',
    example: 'never',
  },
  environment: {
    grammar: environmentPairs,
    default: '',
    description:
      'Environment variables for every program, below those of the program itself. They can also be inserted elsewhere as `%(ENV_NAME)s`.',
    example: 'LANG="C.UTF-8",TZ="UTC"',
  },
  historyfile: {
    grammar: historyTarget,
    default: 'AUTO',
    description:
      'The file of the history that `vigilctl history` shows. `AUTO` is the name of the log file with `.history` behind it, `NONE` keeps none. Not an option of Supervisor, which ignores it.',
    example: '/var/lib/vigil/history',
  },
});

export type DaemonKey = keyof typeof DAEMON_OPTIONS;
