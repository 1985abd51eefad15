/**
 * When the daemon cannot be reached: what lies behind it, and what to type. These lines go to stderr, after the line
 * on stdout that is the same as Supervisor's.
 */
import { basename } from 'node:path';
import { HttpStatusError } from './client.ts';
import type { ConfiguredDaemon, Machine, PidFileState } from './diagnosis-facts.ts';
import { ConnectError } from './http-connection.ts';
import { HttpSyntaxError } from './http-response.ts';
import { parseServerUrl } from './server-url.ts';
import type { ConnectionProblem } from './session.ts';
import type { Settings } from './settings.ts';

export interface DiagnosisSubject {
  readonly problem: ConnectionProblem;
  readonly settings: Settings;
  /** The name under which the client was called. */
  readonly program: string;
}

export function diagnose(subject: DiagnosisSubject, machine: Machine): readonly string[] {
  const { error } = subject.problem;
  if (error instanceof HttpStatusError) return explainStatus(subject, error);
  if (error instanceof HttpSyntaxError) return explainForeign(subject);
  if (!(error instanceof ConnectError)) return [];
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return explainSilence(subject, machine);
    case 'EACCES':
    case 'EPERM':
      return explainRefusal(subject, machine);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`The name of the host in ${subject.problem.serverUrl} is not known`, origin(subject)];
    default:
      return [origin(subject)];
  }
}

/** Nobody listens: there is no daemon, or it listens somewhere else. */
function explainSilence(subject: DiagnosisSubject, machine: Machine): readonly string[] {
  const { problem, settings, program } = subject;
  const { configFile } = settings;
  const address = parseServerUrl(problem.serverUrl);
  const isNoSocket = address?.kind === 'unix' && machine.socketFile(address.path).kind === 'not-a-socket';
  if (isNoSocket) return [`${address.path} is not a socket`, origin(subject)];
  if (configFile === null) {
    if (urlSource(subject) !== 'default') return [origin(subject)];
    return [
      'No configuration file was found in the usual places, and no vigild of your own is running',
      `Name the configuration of the daemon: ${basename(program)} -c FILE`,
      `For a daemon of your own: ${basename(program)} run COMMAND`,
    ];
  }
  const daemon = machine.configuredDaemon(configFile);
  if (daemon === null) {
    const refused = `No daemon can start with ${configFile}: vigild --check -c ${configFile} says why`;
    return ['configuration', 'user'].includes(urlSource(subject))
      ? [origin(subject), refused]
      : [origin(subject)];
  }
  const elsewhere = explainOtherServer(subject, daemon);
  if (elsewhere.length > 0) return elsewhere;
  const state = machine.pidFile(daemon.pidfile);
  if (state.kind === 'alive') {
    return [
      `The daemon is alive (pid ${state.pid}, says ${daemon.pidfile}), but nobody listens on ${problem.serverUrl}`,
      'It may be starting or ending just now, or its socket was removed: see its log',
    ];
  }
  return [
    `No daemon is running with ${configFile}: ${pidFileText(daemon.pidfile, state)}`,
    `To start it: ${daemonName(program)} -c ${configFile}`,
  ];
}

function explainOtherServer(
  { problem, settings, program }: DiagnosisSubject,
  { serverUrls }: ConfiguredDaemon,
): readonly string[] {
  const { configFile } = settings;
  if (serverUrls.length === 0) {
    return [
      `${configFile} has neither [unix_http_server] nor [inet_http_server]: its daemon takes no commands`,
    ];
  }
  if (serverUrls.some((url) => isSameServer(url, problem.serverUrl))) return [];
  const source = SOURCES[urlSource({ problem, settings })];
  return [
    `The daemon of ${configFile} listens on ${serverUrls.join(' and ')}, but ${source} ${problem.serverUrl}`,
    `To reach it: ${basename(program)} -c ${configFile} -s ${serverUrls[0]}`,
  ];
}

type UrlSource = Settings['serverUrlFrom'] | 'open';

const SOURCES: Readonly<Record<UrlSource, string>> = {
  'command line': 'the command line says',
  // Which need not say anything: its serverurl has a default.
  configuration: 'its [supervisorctl] leads to',
  default: 'the default is',
  user: 'your own vigild is at',
  open: 'the last "open" says',
};

/** In the shell, `open` replaces the server that the settings name. */
function urlSource({ problem, settings }: Pick<DiagnosisSubject, 'problem' | 'settings'>): UrlSource {
  return problem.serverUrl === settings.serverUrl ? settings.serverUrlFrom : 'open';
}

function isSameServer(a: string, b: string): boolean {
  const [left, right] = [parseServerUrl(a), parseServerUrl(b)];
  if (left?.kind === 'unix') return right?.kind === 'unix' && right.path === left.path;
  // Which names mean this machine is not ours to know: the port tells servers apart well enough.
  return left?.kind === 'tcp' && right?.kind === 'tcp' && left.port === right.port;
}

const COMMAND_SHOWN = 60;

function pidFileText(path: string, state: Exclude<PidFileState, { kind: 'alive' }>): string {
  switch (state.kind) {
    case 'absent':
      return `there is no pid file ${path}`;
    case 'unreadable':
      return `the pid file ${path} cannot be read`;
    case 'stale':
      return `process ${state.pid}, which the pid file ${path} names, is gone`;
    case 'foreign':
      return `process ${state.pid}, which the pid file ${path} names, is "${state.command.slice(0, COMMAND_SHOWN)}"`;
  }
}

/** The socket is there, but not for us. */
function explainRefusal(subject: DiagnosisSubject, machine: Machine): readonly string[] {
  const address = parseServerUrl(subject.problem.serverUrl);
  if (address?.kind !== 'unix') return [origin(subject)];
  const file = machine.socketFile(address.path);
  const cure = (uid: number) => `Try: ${sudo(uid)} ${subject.program}${sameServer(subject)} status`;
  if (file.kind === 'hidden') {
    const { directory, uid, mode } = file;
    return [
      `Directory ${directory} belongs to ${userText(uid)}, mode ${octal(mode)}; you are uid ${machine.uid}`,
      cure(uid),
    ];
  }
  if (file.kind !== 'socket') return [origin(subject)];
  const owner = `${userText(file.uid)} and gid ${file.gid}, mode ${octal(file.mode)}`;
  return [`Socket ${address.path} belongs to ${owner}; you are uid ${machine.uid}`, cure(file.uid)];
}

/** What a server answers that knows no calls: not found, no such method, not implemented. */
const FOREIGN_STATUSES: ReadonlySet<number> = new Set([404, 405, 501]);

function explainStatus(subject: DiagnosisSubject, { status }: HttpStatusError): readonly string[] {
  const { credentials } = subject.problem;
  if (status === 401) {
    const where = subject.settings.configFile ?? 'the configuration file';
    if (credentials.username === null || credentials.password === null) {
      return [`Set username and password in [supervisorctl] of ${where}, or give them with -u and -p`];
    }
    return [
      `The daemon does not accept user name "${credentials.username}" with the password from ` +
        `[supervisorctl] of ${where} or the command line`,
    ];
  }
  return FOREIGN_STATUSES.has(status) ? explainForeign(subject) : [];
}

function explainForeign(subject: DiagnosisSubject): readonly string[] {
  return [`Something listens on ${subject.problem.serverUrl}, but it is no supervisord`, origin(subject)];
}

/** Where the server URL comes from. */
function origin({ problem, settings }: DiagnosisSubject): string {
  const { configFile } = settings;
  switch (urlSource({ problem, settings })) {
    case 'command line':
      return `The server ${problem.serverUrl} is the one on the command line`;
    case 'configuration':
      return `The server ${problem.serverUrl} is the one that [supervisorctl] of ${configFile} leads to`;
    case 'default':
      return `The server ${problem.serverUrl} is the default, since no configuration file was found`;
    case 'user':
      return `The server ${problem.serverUrl} is that of your own vigild, which "vigilctl run" starts`;
    case 'open':
      return `The server ${problem.serverUrl} is the one of the last "open"`;
  }
}

/** The option that leads another user to the same server. */
function sameServer({ problem, settings }: DiagnosisSubject): string {
  const { configFile } = settings;
  if (urlSource({ problem, settings }) !== 'configuration' || configFile === null)
    return ` -s ${problem.serverUrl}`;
  return ` -c ${configFile}`;
}

/** The daemon's command that belongs to this name of the client. */
function daemonName(program: string): string {
  return basename(program) === 'supervisorctl' ? 'supervisord' : 'vigild';
}

function sudo(uid: number): string {
  return uid === 0 ? 'sudo' : `sudo -u '#${uid}'`;
}

function userText(uid: number): string {
  return uid === 0 ? 'root' : `uid ${uid}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
