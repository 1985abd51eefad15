import { type CheckRule, warning } from './rule.ts';

/** Sections and keys that nobody reads: Supervisor ignores them in silence, typing errors included. */
export const unknownNames: CheckRule = function* ({ unknownKeys }) {
  for (const unknown of unknownKeys) {
    const cure = unknown.suggestion === null ? null : `Did you mean "${unknown.suggestion}"?`;
    const { section } = unknown;
    if (unknown.kind === 'section') {
      const message = 'no such kind of section: it is ignored';
      yield warning({ code: 'unknown-section', section, key: null, message, cure });
    } else {
      const message = 'no such key: it is ignored';
      yield warning({ code: 'unknown-key', section, key: unknown.key, message, cure });
    }
  }
};
