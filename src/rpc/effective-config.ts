/** The settings that a process runs under, with the place where each was written, and without secrets. */
import { writtenSettings } from '../config/changed-keys.ts';
import type { ProcessConfig } from '../config/model.ts';
import { PROGRAM_OPTIONS } from '../config/program-options.ts';
import { isSecretName, MASK, maskSecrets } from '../core/secrets.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

interface Setting {
  readonly key: string;
  readonly value: string;
}

/** In the order of the table of options; what is not set is left out. */
export function effectiveConfig(config: ProcessConfig): readonly XmlRpcStruct[] {
  const ranks = new Map(Object.keys(PROGRAM_OPTIONS).map((key, rank) => [key, rank]));
  const rank = ({ key }: Setting) => ranks.get(optionOf(key)) ?? ranks.size;
  return [...plainSettings(config), ...otherSettings(config)]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ key, value }) => ({ key, value, source: sourceOf(config, key) }));
}

function plainSettings(config: ProcessConfig): readonly Setting[] {
  return writtenSettings(config).flatMap(({ key, value }) =>
    value === null ? [] : [{ key, value: maskSecrets(String(value)) }],
  );
}

/** Each variable is a setting of its own: `environment.PATH`. */
function otherSettings({ user, serverurl, environment }: ProcessConfig): readonly Setting[] {
  const variables = Array.from(environment, ([name, value]) => ({
    key: `environment.${name}`,
    value: isSecretName(name) ? MASK : maskSecrets(value),
  }));
  return [
    ...(user === null ? [] : [{ key: 'user', value: user.written }]),
    ...(serverurl === null ? [] : [{ key: 'serverurl', value: maskSecrets(serverurl) }]),
    ...variables,
  ];
}

function sourceOf({ origins }: ProcessConfig, key: string): string {
  const origin = origins.get(optionOf(key));
  if (origin !== undefined) return `${origin.file}:${origin.line}`;
  // A program without variables of its own has those of the daemon's section.
  return key.startsWith('environment.') ? '[supervisord] environment' : 'default';
}

function optionOf(key: string): string {
  return key.startsWith('environment.') ? 'environment' : key;
}
