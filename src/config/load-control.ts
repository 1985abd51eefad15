/**
 * The client's configuration. A file of its own, since evaluating the whole loader would be a good part of the
 * client's run time.
 */
import { ConfigError } from './config-error.ts';
import type { IniDocument } from './ini-document.ts';
import type { ControlConfig, PluginConfig } from './model.ts';
import { normalizePath, pythonDirname } from './python-path.ts';
import { readControl } from './read-control.ts';
import { parseMainFile } from './read-file.ts';
import { readControlPlugins } from './read-plugins.ts';
import { type Reading, startReading } from './reading.ts';
import { type Refused, refuse } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

export type ControlRequest = Omit<Surroundings, 'users'> & { readonly file: string };

export interface LoadedControl {
  readonly kind: 'loaded';
  readonly config: ControlConfig;
  readonly plugins: readonly PluginConfig[];
  /** Absolute directory of the file. */
  readonly here: string;
}

export type ControlResult = LoadedControl | Refused;

/** The client's reading: `[supervisorctl]` and `[ctlplugin:x]` of the main file, without includes. */
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
  const plugins = readControlPlugins(reading);
  if (errors.length > 0) return refuse(errors, isDamaged);
  return { kind: 'loaded', config, plugins, here: reading.here };
}

/** The client expands `~` in the file's name before it takes the directory. */
function clientHere(file: string, surroundings: Surroundings): string {
  return pythonDirname(normalizePath(file, surroundings));
}

/** What the client would find in a file that the daemon reads, mistakes in its plug-ins included. */
export function readOwnControl(
  request: Surroundings & { readonly file: string; readonly hostName: string },
  document: IniDocument,
): { readonly config: ControlConfig | null; readonly errors: readonly ConfigError[] } {
  const section = document.section('supervisorctl');
  if (section === undefined) return { config: null, errors: [] };
  const reading: Reading = { ...startReading(request, clientHere(request.file, request)), document };
  const config = readControl(reading, section);
  readControlPlugins(reading);
  return { config: reading.errors.length > 0 ? null : config, errors: reading.errors };
}

function noControlSection(file: string): ConfigError {
  return new ConfigError('.ini file does not include supervisorctl section', {
    code: 'missing-section',
    file,
    section: 'supervisorctl',
    cure: 'Add it, and below it where the daemon listens, such as "serverurl=unix:///run/supervisor.sock"',
  });
}
