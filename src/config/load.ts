/** The pipeline from a file's name to a validated model: read, include, parse, expand, convert, cross-check. */
import { ConfigError } from './config-error.ts';
import { readIncludes } from './include.ts';
import { IniDocument } from './ini-document.ts';
import type { Config, ControlConfig } from './model.ts';
import { normalizePath, pythonAbsolute, pythonDirname } from './python-path.ts';
import { readControl } from './read-control.ts';
import { type DaemonOverrides, finishDaemon, readDaemon, readOverrides } from './read-daemon.ts';
import { parseMainFile } from './read-file.ts';
import { readGroups } from './read-groups.ts';
import { readRpcInterfaces, readServers } from './read-servers.ts';
import { environmentNames, type Reading } from './reading.ts';
import type { Surroundings } from './surroundings.ts';
import { findUnknownKeys, type UnknownKey } from './unknown-keys.ts';

export type { DaemonOverrides } from './read-daemon.ts';
export type { FileAccess, UserDatabase } from './surroundings.ts';
export type { UnknownKey } from './unknown-keys.ts';

export interface LoadRequest extends Surroundings {
  /** As given on the command line. */
  readonly file: string;
  readonly overrides: DaemonOverrides;
  /** The kernel's node name. */
  readonly hostName: string;
  /** The directory for temporary files: the default of `childlogdir`. */
  readonly tempDir: string;
}

export interface Refused {
  readonly kind: 'refused';
  /** Never empty, in the order of Supervisor's checks: the first is the one that it would print. */
  readonly errors: readonly ConfigError[];
}

export interface Loaded {
  readonly kind: 'loaded';
  readonly config: Config;
  readonly document: IniDocument;
  readonly unknownKeys: readonly UnknownKey[];
  /** Included files that could not be opened. Supervisor passes over them without a word. */
  readonly skippedFiles: readonly string[];
  /** Mistakes in `[supervisorctl]`, which only the client minds; `config.supervisorctl` is null then. */
  readonly controlErrors: readonly ConfigError[];
}

export type LoadResult = Loaded | Refused;

/** The daemon's reading. Throws for nothing that a file may contain. */
export function loadConfig(request: LoadRequest): LoadResult {
  const reading = startReading(request, pythonAbsolute(pythonDirname(request.file), request.cwd));
  const { document, errors, notices } = reading;
  const overrides = readOverrides(request.overrides, request, errors);
  errors.push(...parseMainFile(request.file, { document, surroundings: request }));
  // Read at once: the client knows neither included files nor `[supervisord] environment`.
  const control = readOwnControl(request, document);
  const skippedFiles = readIncludes(reading);
  const isDamaged = errors.some(({ code }) => DAMAGE.has(code));
  const section = document.section('supervisord');
  if (section === undefined) errors.push(noDaemonSection(request.file));
  if (section === undefined) return refuse(errors, isDamaged);
  const written = readDaemon(reading, section, request.tempDir);
  const rpcInterfaces = readRpcInterfaces(reading);
  const groups = readGroups(reading, written.environment);
  const servers = readServers(reading);
  const daemon = finishDaemon(reading, written, overrides);
  if (errors.length > 0) return refuse(errors, isDamaged);
  const supervisorctl = control.config;
  return {
    kind: 'loaded',
    config: { file: request.file, daemon, servers, rpcInterfaces, groups, supervisorctl, notices },
    document,
    unknownKeys: findUnknownKeys(document),
    skippedFiles,
    controlErrors: control.errors,
  };
}

export type ControlRequest = Pick<LoadRequest, 'file' | 'environment' | 'files' | 'cwd' | 'homeDirectory'>;

export type ControlResult = { readonly kind: 'loaded'; readonly config: ControlConfig } | Refused;

/** The client's reading: `[supervisorctl]` of the main file, without includes. */
export function loadControlConfig(request: ControlRequest): ControlResult {
  const surroundings: Surroundings = { ...request, users: null };
  const reading = startReading({ ...surroundings, hostName: '' }, clientHere(request.file, surroundings));
  const { document, errors } = reading;
  errors.push(...parseMainFile(request.file, { document, surroundings }));
  const isDamaged = errors.length > 0;
  const section = document.section('supervisorctl');
  if (section === undefined) errors.push(noControlSection(request.file));
  if (section === undefined) return refuse(errors, isDamaged);
  const config = readControl(reading, section);
  return errors.length > 0 ? refuse(errors, isDamaged) : { kind: 'loaded', config };
}

function startReading(surroundings: Surroundings & { readonly hostName: string }, here: string): Reading {
  return {
    document: new IniDocument(),
    surroundings,
    here,
    hostName: surroundings.hostName,
    environmentNames: environmentNames(surroundings.environment),
    errors: [],
    notices: [],
    defaults: new Map(),
  };
}

/** The client expands `~` in the file's name before it takes the directory. */
function clientHere(file: string, surroundings: Surroundings): string {
  return pythonDirname(normalizePath(file, surroundings));
}

function readOwnControl(
  request: LoadRequest,
  document: IniDocument,
): { readonly config: ControlConfig | null; readonly errors: readonly ConfigError[] } {
  const section = document.section('supervisorctl');
  if (section === undefined) return { config: null, errors: [] };
  const reading: Reading = { ...startReading(request, clientHere(request.file, request)), document };
  const config = readControl(reading, section);
  return { config: reading.errors.length > 0 ? null : config, errors: reading.errors };
}

/** Mistakes after which text is missing from the document. */
const DAMAGE: ReadonlySet<ConfigError['code']> = new Set(['not-found', 'unreadable', 'encoding', 'syntax']);
/** Complaints that may only be consequences of missing text. */
const CONSEQUENCES: ReadonlySet<ConfigError['code']> = new Set([
  'missing-section',
  'missing-key',
  'reference',
]);

/** Leaves out what only follows from another mistake, and what is said twice. */
function refuse(found: readonly ConfigError[], isDamaged: boolean): Refused {
  const seen = new Set<string>();
  const errors = found.filter(({ code, file, line, section, key, message }) => {
    if (isDamaged && CONSEQUENCES.has(code)) return false;
    // A key of a program is read for its group first, then with a suffix for its processes.
    const sentence = message.replace(/ in section [^\n]* \(file: [^\n]*\)$/, '');
    const mistake = JSON.stringify([code, file, line, section, key, sentence]);
    const isNew = !seen.has(mistake);
    seen.add(mistake);
    return isNew;
  });
  return { kind: 'refused', errors };
}

function noDaemonSection(file: string): ConfigError {
  return new ConfigError('.ini file does not include supervisord section', {
    code: 'missing-section',
    file,
    section: 'supervisord',
    cure: 'Add a line "[supervisord]"',
  });
}

function noControlSection(file: string): ConfigError {
  return new ConfigError('.ini file does not include supervisorctl section', {
    code: 'missing-section',
    file,
    section: 'supervisorctl',
    cure: 'Add a line "[supervisorctl]"',
  });
}
