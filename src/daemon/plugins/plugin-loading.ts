/** Loads what a section names as a module of Node, with Supervisor's sentence for what cannot be loaded. */
import { dirname, resolve } from 'node:path';
import { parsePluginSpec } from '../../config/plugin-spec.ts';
import { loadPluginFunction, type PluginFunction, PluginModuleError } from '../../os/plugin-module.ts';
import { StartupError } from '../startup-error.ts';

export interface PluginReference {
  /** As written. */
  readonly factory: string;
  /** The section's whole name. */
  readonly section: string;
  /** Relative paths begin in its directory. */
  readonly configFile: string;
}

/** Rejects with a {@link StartupError}. */
export async function loadPlugin(reference: PluginReference): Promise<PluginFunction> {
  const { factory, section, configFile } = reference;
  const spec = parsePluginSpec(factory);
  if (spec.kind === 'python') throw new Error(`${factory} is no module of Node`);
  try {
    return await loadPluginFunction(resolve(dirname(configFile), spec.path), spec.exportName);
  } catch (error) {
    if (!(error instanceof PluginModuleError)) throw error;
    const sentence = `${factory} cannot be resolved within [${section}]: ${error.message}`;
    throw new StartupError(sentence, [], { cause: error });
  }
}
