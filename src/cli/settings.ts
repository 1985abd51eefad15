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
import { socketPathOf, socketUrl } from './server-url.ts';
import type { ControlSurroundings } from './surroundings.ts';
import { userPlace } from './user-place.ts';

export interface Settings {
  readonly serverUrl: string;
  /** `user`: the one that "vigilctl run" has started for this user. */
  readonly serverUrlFrom: 'command line' | 'configuration' | 'default' | 'user';
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

/** Whether the action makes a daemon of the user's own where there is none yet. */
export type OwnDaemonNeed = 'if it is there' | 'to be started';

/**
 * `program` is the path under which the client was called: one of the places to look for a file starts there. Where
 * nothing was named, and what was found leads nowhere, a user's own daemon is taken, if there is one.
 */
export function resolveSettings(
  options: CommandLineOptions,
  program: string,
  surroundings: ControlSurroundings,
  need: OwnDaemonNeed = 'if it is there',
): SettingsResult {
  const usual = usualSettings(options, program, surroundings);
  if (options.configFile !== null || options.serverUrl !== null) return usual;
  return leadsNowhere(usual, surroundings) ? (ownSettings(options, surroundings, need) ?? usual) : usual;
}

/** As far as two looks at the file system tell: nobody is called. */
function leadsNowhere(result: SettingsResult, { mayConnect }: ControlSurroundings): boolean {
  if (result.kind === 'refused') return result.error.code === 'unreadable';
  const { serverUrl, serverUrlFrom } = result.settings;
  if (serverUrlFrom === 'default') return true;
  const path = socketPathOf(serverUrl);
  return path !== null && !mayConnect(path);
}

function ownSettings(
  options: CommandLineOptions,
  surroundings: ControlSurroundings,
  need: OwnDaemonNeed,
): SettingsResult | null {
  const place = userPlace(surroundings.environment);
  if (place === null || (need === 'if it is there' && !surroundings.isOwn(place.socket))) return null;
  const result = loadControlConfig({ ...surroundings, file: place.configFile });
  const config = result.kind === 'refused' ? DEFAULT_CONTROL : result.config;
  const settings: Settings = {
    ...overlay(options, { ...config, serverurl: socketUrl(place.socket) }, place.configFile),
    serverUrlFrom: 'user',
  };
  return { kind: 'settled', settings, plugins: { sections: [], directory: surroundings.cwd } };
}

/** As Supervisor's client finds them. */
function usualSettings(
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
