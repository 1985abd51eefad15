/** The pipeline from a file's name to a validated model: read, include, parse, expand, convert, cross-check. */
import { closestName } from '../core/closest-name.ts';
import { type AddedProgram, openAddedPrograms } from './added-programs.ts';
import { ConfigError } from './config-error.ts';
import { withExitProcess } from './exit-process.ts';
import { readIncludes } from './include.ts';
import type { IniDocument } from './ini-document.ts';
import { readOwnControl } from './load-control.ts';
import type { Config } from './model.ts';
import { pythonAbsolute, pythonDirname } from './python-path.ts';
import { type DaemonOverrides, finishDaemon, readDaemon, readOverrides } from './read-daemon.ts';
import { parseMainFile } from './read-file.ts';
import { readGroups } from './read-groups.ts';
import { readRpcInterfaces } from './read-plugins.ts';
import { readServers } from './read-servers.ts';
import { startReading } from './reading.ts';
import { isDamage, type Refused, refuse } from './refusal.ts';
import { sectionKind } from './section-kinds.ts';
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
  /** Beside those of the files; none by default. */
  readonly addedPrograms?: readonly AddedProgram[];
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
  openAddedPrograms(reading, request.addedPrograms ?? []);
  const isDamaged = errors.some(isDamage);
  const section = document.section('supervisord');
  if (section === undefined) errors.push(noDaemonSection(request.file, document));
  if (section === undefined) return refuse(errors, isDamaged);
  const written = readDaemon(reading, section, request.tempDir);
  const rpcInterfaces = readRpcInterfaces(reading);
  const groups = readGroups(reading, {
    daemonEnvironment: written.environment,
    childlogTimestamp: written.childlog_timestamp,
  });
  const servers = readServers(reading);
  const daemon = finishDaemon(reading, written, overrides);
  const groupsInUse = withExitProcess(reading, groups, daemon.exitWith);
  if (errors.length > 0) return refuse(errors, isDamaged);
  const supervisorctl = control.config;
  return {
    kind: 'loaded',
    config: {
      file: request.file,
      daemon,
      servers,
      rpcInterfaces,
      groups: groupsInUse,
      supervisorctl,
      notices,
    },
    document,
    unknownKeys: findUnknownKeys(document),
    skippedFiles,
    controlErrors: control.errors,
  };
}

function noDaemonSection(file: string, document: IniDocument): ConfigError {
  const unknown = new Map(
    [...document.sections()]
      .filter(({ name }) => sectionKind(name) === undefined)
      .map(({ name, position }) => [name, position]),
  );
  const misspelt = closestName('supervisord', unknown.keys());
  return new ConfigError('.ini file does not include supervisord section', {
    code: 'missing-section',
    file,
    section: 'supervisord',
    ...(misspelt === null
      ? { cure: 'Add a line "[supervisord]"' }
      : { ...unknown.get(misspelt), cure: `Write "[supervisord]" for "[${misspelt}]"` }),
  });
}
