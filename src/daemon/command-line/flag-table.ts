/** The flags that vigild understands, each with its meaning and its help: one table for parsing and for `-h`. */
import type { DaemonKey } from '../../config/daemon-options.ts';
import type { OptionSpec } from '../../core/getopt.ts';

/** What the command does: run the daemon, or one thing instead of it. */
export type Mode = 'run' | 'config-dump' | 'check' | 'print-service' | 'install-service' | 'trial';

export type Meaning =
  | { readonly kind: 'config-file' }
  | { readonly kind: 'key'; readonly key: DaemonKey }
  /** Switches a key of the file on; the command line cannot switch it off. */
  | { readonly kind: 'switch'; readonly key: DaemonKey }
  | { readonly kind: 'mode'; readonly mode: Exclude<Mode, 'run'> }
  | { readonly kind: 'report'; readonly name: 'strict' | 'json' | 'streams' }
  | { readonly kind: 'guard' }
  | { readonly kind: 'profile' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export interface Flag extends OptionSpec {
  readonly meaning: Meaning;
  /** What the value is called in the help. */
  readonly valueName?: string;
  readonly help: string;
}

const key = (name: DaemonKey) => ({ takesValue: true, meaning: { kind: 'key', key: name } }) as const;
const turnsOn = (name: DaemonKey) => ({ takesValue: false, meaning: { kind: 'switch', key: name } }) as const;
const own = { takesValue: false, exactOnly: true } as const;

/** In the order of the help. */
export const FLAGS: readonly Flag[] = [
  {
    short: 'c',
    long: 'configuration',
    takesValue: true,
    meaning: { kind: 'config-file' },
    valueName: 'FILENAME',
    help: 'read FILENAME; without it the usual places are searched',
  },
  { short: 'n', long: 'nodaemon', ...turnsOn('nodaemon'), help: 'stay in the foreground' },
  { short: 's', long: 'silent', ...turnsOn('silent'), help: 'in the foreground, do not log to stdout' },
  {
    short: 'h',
    long: 'help',
    takesValue: false,
    meaning: { kind: 'help' },
    help: 'print this text and exit',
  },
  { short: '?', takesValue: false, meaning: { kind: 'help' }, help: 'the same as -h' },
  {
    short: 'v',
    long: 'version',
    takesValue: false,
    meaning: { kind: 'version' },
    help: 'print the version and exit',
  },
  { short: 'u', long: 'user', ...key('user'), valueName: 'USER', help: 'run as USER, a name or a number' },
  {
    short: 'm',
    long: 'umask',
    ...key('umask'),
    valueName: 'UMASK',
    help: 'set UMASK when going into the background (022 by default)',
  },
  {
    short: 'd',
    long: 'directory',
    ...key('directory'),
    valueName: 'DIRECTORY',
    help: 'change to DIRECTORY when going into the background',
  },
  {
    short: 'l',
    long: 'logfile',
    ...key('logfile'),
    valueName: 'FILENAME',
    help: 'use FILENAME as logfile path',
  },
  {
    short: 'y',
    long: 'logfile_maxbytes',
    ...key('logfile_maxbytes'),
    valueName: 'BYTES',
    help: 'rotate the logfile at BYTES (such as 50MB; 0 for never)',
  },
  {
    short: 'z',
    long: 'logfile_backups',
    ...key('logfile_backups'),
    valueName: 'NUM',
    help: 'keep NUM rotated logfiles',
  },
  {
    short: 'e',
    long: 'loglevel',
    ...key('loglevel'),
    valueName: 'LEVEL',
    help: 'log LEVEL and above (critical, error, warn, info, debug, trace, blather)',
  },
  {
    short: 'j',
    long: 'pidfile',
    ...key('pidfile'),
    valueName: 'FILENAME',
    help: 'write the process id of the daemon to FILENAME',
  },
  {
    short: 'i',
    long: 'identifier',
    ...key('identifier'),
    valueName: 'STR',
    help: 'name this instance STR',
  },
  {
    short: 'q',
    long: 'childlogdir',
    ...key('childlogdir'),
    valueName: 'DIRECTORY',
    help: 'put automatic logs of programs into DIRECTORY',
  },
  {
    short: 'k',
    long: 'nocleanup',
    ...turnsOn('nocleanup'),
    help: 'keep the automatic logs of earlier runs',
  },
  {
    short: 'a',
    long: 'minfds',
    ...key('minfds'),
    valueName: 'NUM',
    help: 'demand NUM file descriptors at start',
  },
  {
    short: 't',
    long: 'strip_ansi',
    ...turnsOn('strip_ansi'),
    help: "remove terminal escape sequences from programs' logs",
  },
  { long: 'minprocs', ...key('minprocs'), valueName: 'NUM', help: 'demand NUM processes at start' },
  {
    long: 'profile_options',
    takesValue: true,
    meaning: { kind: 'profile' },
    valueName: 'LIST',
    help: 'accepted (cumulative, calls, callers) and without effect',
  },
  {
    long: 'container',
    ...own,
    meaning: { kind: 'switch', key: 'container' },
    help: 'be the main process of a container: in the foreground, with the output of the programs on stdout and stderr',
  },
  {
    long: 'check',
    ...own,
    meaning: { kind: 'mode', mode: 'check' },
    help: 'report what is wrong or doubtful in the configuration and exit: 0 good, 2 refused',
  },
  {
    long: 'strict',
    ...own,
    meaning: { kind: 'report', name: 'strict' },
    help: 'with --check: exit 1 when there are warnings',
  },
  {
    long: 'json',
    ...own,
    meaning: { kind: 'report', name: 'json' },
    help: 'with --check: report as JSON',
  },
  {
    long: 'streams',
    ...own,
    meaning: { kind: 'report', name: 'streams' },
    help: 'with --check: tell of each output stream how much waits while no vigild runs',
  },
  {
    long: 'guard',
    ...own,
    meaning: { kind: 'guard' },
    help: 'start the daemon again at once, should it be killed',
  },
  {
    long: 'print-service',
    ...own,
    meaning: { kind: 'mode', mode: 'print-service' },
    help: 'print a systemd unit that runs the daemon on this configuration, and exit',
  },
  {
    long: 'install-service',
    ...own,
    meaning: { kind: 'mode', mode: 'install-service' },
    help: "write that unit where systemd looks for it: root's for the system, others' for their own manager",
  },
  {
    long: 'trial',
    ...own,
    meaning: { kind: 'mode', mode: 'trial' },
    help: 'tell whether this build could take over from a running daemon, and exit',
  },
  {
    long: 'config-dump',
    ...own,
    meaning: { kind: 'mode', mode: 'config-dump' },
    help: 'print the configuration as the daemon understands it, as JSON, and exit',
  },
];
