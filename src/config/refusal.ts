/** What is said about a configuration that is not taken. */
import type { ConfigError } from './config-error.ts';

export interface Refused {
  readonly kind: 'refused';
  /** Never empty, in the order of Supervisor's checks: the first is the one that it would print. */
  readonly errors: readonly ConfigError[];
}

/** Mistakes after which text is missing from the document. */
const DAMAGE: ReadonlySet<ConfigError['code']> = new Set(['not-found', 'unreadable', 'encoding', 'syntax']);

export function isDamage({ code }: ConfigError): boolean {
  return DAMAGE.has(code);
}

/** Complaints that may only be consequences of missing text. */
const CONSEQUENCES: ReadonlySet<ConfigError['code']> = new Set([
  'missing-section',
  'missing-key',
  'reference',
]);

/** Leaves out what only follows from another mistake, and what is said twice. */
export function refuse(found: readonly ConfigError[], isDamaged: boolean): Refused {
  const seen = new Set<string>();
  const errors = found.filter(({ code, file, line, section, key, message }) => {
    if (isDamaged && CONSEQUENCES.has(code)) return false;
    // A key of a program is read for its group first, then with a suffix for its processes.
    const sentence = message.replace(/ in section [^\n]* \(file: [^\n]*\)$/, '');
    const mistake = JSON.stringify([code, file, line, section, key, sentence]);
    const isNew = !seen.has(mistake);
    seen.add(mistake);
    return isNew;
  });
  return { kind: 'refused', errors };
}
