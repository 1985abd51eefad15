/** The result handlers of listeners that modules of Node provide. They are loaded at the start, under their names. */
import type { Config } from '../../config/model.ts';
import { parsePluginSpec } from '../../config/plugin-spec.ts';
import type { ResultHandler } from '../../events/result-handler.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import { StartupError } from '../startup-error.ts';
import { loadPlugin } from './plugin-loading.ts';

export interface ResultHandlersRequest {
  readonly config: Pick<Config, 'groups' | 'file'>;
  readonly log: ActivityLog;
  /** Whether one that fails ends the start. Otherwise the default takes its place. */
  readonly isStrict: boolean;
}

/** By what `result_handler` says. Rejects with a {@link StartupError}. */
export async function loadResultHandlers(
  request: ResultHandlersRequest,
): Promise<ReadonlyMap<string, ResultHandler>> {
  const { config, log, isStrict } = request;
  const handlers = new Map<string, ResultHandler>();
  for (const group of config.groups) {
    if (group.kind !== 'eventlistener' || parsePluginSpec(group.resultHandler).kind === 'python') continue;
    const { resultHandler: factory, section } = group;
    try {
      handlers.set(factory, await loadPlugin({ factory, section, configFile: config.file }));
    } catch (error) {
      if (!(error instanceof StartupError) || isStrict) throw error;
      log.log('critical', error.message);
    }
  }
  return handlers;
}
