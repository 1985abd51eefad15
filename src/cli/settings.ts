/**
 * Where the daemon is and how to log in: the command line wins over the configuration file, which wins over the
 * defaults. Source: Supervisor options.py, ClientOptions.
 */
import type { ConfigError } from '../config/config-error.ts';
import { loadControlConfig } from '../config/load-control.ts';
import type { ControlConfig, PluginConfig } from '../config/model.ts';
import { DEFAULT_CONTROL } from '../config/read-control.ts';
import { findConfigFile, searchPaths } from '../config/search-path.ts';
import type { Credentials } from './client.ts';
import type { CommandLineOptions } from './client-options.ts';
import type { ControlSurroundings } from './surroundings.ts';

export interface Settings {
  readonly serverUrl: string;
  readonly serverUrlFrom: 'command line' | 'configuration' | 'default';
  readonly credentials: Credentials;
  readonly prompt: string;
  readonly historyFile: string | null;
  /** Null: none was found, and none was asked for. */
  readonly configFile: string | null;
}

export interface PluginSections {
  readonly sections: readonly PluginConfig[];
  /** Where relative paths begin. */
  readonly directory: string;
}

export type SettingsResult =
  | { readonly kind: 'settled'; readonly settings: Settings; readonly plugins: PluginSections }
  | { readonly kind: 'refused'; readonly error: ConfigError };

/** `program` is the path under which the client was called: one of the places to look for a file starts there. */
export function resolveSettings(
  options: CommandLineOptions,
  program: string,
  surroundings: ControlSurroundings,
): SettingsResult {
  const configFile = options.configFile ?? findConfigFile(searchPaths(program), surroundings);
  if (configFile === null) {
    const settings = overlay(options, DEFAULT_CONTROL, null);
    return { kind: 'settled', settings, plugins: { sections: [], directory: surroundings.cwd } };
  }
  const result = loadControlConfig({ ...surroundings, file: configFile });
  if (result.kind === 'refused') {
    const [error] = result.errors;
    if (error === undefined) throw new Error('a configuration was refused without an error');
    return { kind: 'refused', error };
  }
  const plugins = { sections: result.plugins, directory: result.here };
  return { kind: 'settled', settings: overlay(options, result.config, configFile), plugins };
}

function overlay(options: CommandLineOptions, config: ControlConfig, configFile: string | null): Settings {
  const configured = configFile === null ? 'default' : 'configuration';
  return {
    serverUrl: options.serverUrl ?? config.serverurl,
    serverUrlFrom: options.serverUrl === null ? configured : 'command line',
    credentials: {
      username: options.username ?? config.username,
      password: options.password ?? config.password,
    },
    prompt: config.prompt,
    historyFile: options.historyFile ?? config.historyFile,
    configFile,
  };
}
