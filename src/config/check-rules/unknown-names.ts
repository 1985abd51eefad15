import type { Config } from '../model.ts';
import { type CheckRule, warning } from './rule.ts';

/** Sections and keys that nobody reads: Supervisor ignores them in silence, typing errors included. */
export const unknownNames: CheckRule = function* ({ unknownKeys, config }) {
  const listeners = listenerNames(config);
  for (const unknown of unknownKeys) {
    const cure = unknown.suggestion === null ? null : `Did you mean "${unknown.suggestion}"?`;
    const { section } = unknown;
    if (unknown.kind === 'section') {
      const message = 'no such kind of section: it is ignored';
      yield warning({ code: 'unknown-section', section, key: null, message, cure });
    } else if (!isOfOthers(unknown.key, listeners)) {
      const message = 'no such key: it is ignored';
      yield warning({ code: 'unknown-key', section, key: unknown.key, message, cure });
    }
  }
};

/** A section that is not closed has a rule of its own. */
function isOfOthers(key: string, listeners: readonly string[]): boolean {
  return key.startsWith('[') || listeners.some((name) => `${key}_`.startsWith(`${name}_`));
}

/**
 * Some listeners read the file themselves, and look in programs for keys that begin with their own name: those of
 * `[eventlistener:start-order]` with `start_order`.
 */
function listenerNames(config: Config): string[] {
  return config.groups
    .filter(({ kind }) => kind === 'eventlistener')
    .map(({ name }) => name.toLowerCase().replaceAll('-', '_'));
}
