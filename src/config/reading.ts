/** What one run of the loader carries from section to section. */
import type { ConfigError } from './config-error.ts';
import { IniDocument } from './ini-document.ts';
import type { ConfigNotice } from './model.ts';
import type { Option } from './option.ts';
import type { Surroundings } from './surroundings.ts';

export interface Reading {
  readonly document: IniDocument;
  readonly surroundings: Surroundings;
  /** Absolute directory of the main file. */
  readonly here: string;
  readonly hostName: string;
  /** `ENV_NAME` for each variable of the daemon's environment, then for those of `[supervisord] environment`. */
  readonly environmentNames: Map<string, string>;
  /** In the order in which Supervisor checks: the first is the one that it would print. */
  readonly errors: ConfigError[];
  readonly notices: ConfigNotice[];
  /** Values of defaults, which are parsed once for all sections. */
  readonly defaults: Map<Option<unknown>, unknown>;
}

/** The names that stand for the daemon's environment in `%(ENV_NAME)s`. */
export function environmentNames(environment: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, value] of environment) names.set(`ENV_${name}`, value);
  return names;
}

/** With an empty document and nothing noted. */
export function startReading(
  surroundings: Surroundings & { readonly hostName: string },
  here: string,
): Reading {
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
