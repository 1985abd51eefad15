/**
 * Namespaces of the API that modules of Node provide. A module that cannot be loaded keeps the daemon from starting, as
 * in Supervisor; at a restart it is left out instead, since by then the programs are worth more.
 */
import type { Config, PluginConfig } from '../../config/model.ts';
import { parsePluginSpec } from '../../config/plugin-spec.ts';
import { LOG_LEVELS, type LogLevel } from '../../core/log-level.ts';
import { messageOf } from '../../core/thrown.ts';
import type { RpcApi } from '../../rpc/api.ts';
import type { XmlRpcValue } from '../../rpc/xmlrpc/values.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import { StartupError } from '../startup-error.ts';
import { loadPlugin } from './plugin-loading.ts';

/** What a plug-in gets of the daemon. Part of vigil's interface: docs/plugins.md. */
export interface PluginSupervisor {
  /** Calls a method of the API, whatever namespace it is in. Rejects with an error that has `code` and `message`. */
  call(method: string, params?: readonly XmlRpcValue[]): Promise<XmlRpcValue>;
  /** Writes to the activity log. */
  log(level: string, message: string): void;
  /** Aborted at the end of the daemon, or before it starts anew with another configuration. */
  readonly signal: AbortSignal;
}

export interface RpcPluginsRequest {
  readonly config: Config;
  readonly api: RpcApi;
  readonly log: ActivityLog;
  readonly signal: AbortSignal;
  /** Whether a plug-in that fails ends the start. Otherwise it is left out. */
  readonly isStrict: boolean;
}

const BUILT_IN: ReadonlySet<string> = new Set(['system', 'vigil']);

/** The names of those that were added, in the order of the file. Throws {@link StartupError}. */
export async function addRpcPlugins(request: RpcPluginsRequest): Promise<readonly string[]> {
  const added: string[] = [];
  for (const section of request.config.rpcInterfaces) {
    if (parsePluginSpec(section.factory).kind === 'python') continue;
    try {
      request.api.addPlugin(section.name, await make(section, request));
      added.push(section.name);
    } catch (error) {
      if (!(error instanceof StartupError) || request.isStrict) throw error;
      request.log.log('critical', `[rpcinterface:${section.name}] is left out: ${error.message}`);
    }
  }
  return added;
}

async function make(section: PluginConfig, request: RpcPluginsRequest): Promise<object> {
  const { name, factory, options } = section;
  if (BUILT_IN.has(name))
    throw new StartupError(`[rpcinterface:${name}]: the name space "${name}" is vigil's own`);
  const configFile = request.config.file;
  const makeInterface = await loadPlugin({ factory, section: `rpcinterface:${name}`, configFile });
  try {
    const provided = await makeInterface(supervisorFor(name, request), Object.fromEntries(options));
    if (typeof provided === 'object' && provided !== null) return provided;
  } catch (error) {
    throw new StartupError(`Could not make ${name} rpc interface: ${messageOf(error)}`, [], { cause: error });
  }
  throw new StartupError(`Could not make ${name} rpc interface: ${factory} returned no object`);
}

function supervisorFor(name: string, { api, log, signal }: RpcPluginsRequest): PluginSupervisor {
  return {
    call: (method, params = []) =>
      api.call(method, params, { signal, isReadOnly: false, caller: () => ({ kind: 'plugin', name }) }),
    log: (level, message) => log.log(isLogLevel(level) ? level : 'info', message),
    signal,
  };
}

function isLogLevel(text: string): text is LogLevel {
  return Object.hasOwn(LOG_LEVELS, text);
}
