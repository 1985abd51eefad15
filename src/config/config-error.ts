/** A mistake in a configuration, with everything a person needs to find and mend it. */

export type ConfigErrorCode =
  /** The file is not there. */
  | 'not-found'
  /** The file cannot be opened. */
  | 'unreadable'
  /** The file is not UTF-8 text. */
  | 'encoding'
  | 'syntax'
  | 'missing-section'
  | 'missing-key'
  /** `%(...)s` */
  | 'expansion'
  /** The value does not fit the key's grammar. */
  | 'value'
  /** A name that nothing bears: of a program, an event, a user, a directory. */
  | 'reference'
  /** Two settings that exclude each other. */
  | 'conflict';

export interface ConfigErrorFacts {
  readonly code: ConfigErrorCode;
  readonly file?: string | null;
  /** 1-based. */
  readonly line?: number | null;
  readonly section?: string | null;
  readonly key?: string | null;
  /** As written in the file. */
  readonly value?: string | null;
  /** What to write instead. */
  readonly cure?: string | null;
}

/** `message` is what Supervisor prints after `Error: `. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  readonly file: string | null;
  readonly line: number | null;
  readonly section: string | null;
  readonly key: string | null;
  readonly value: string | null;
  readonly cure: string | null;

  constructor(message: string, facts: ConfigErrorFacts) {
    super(message);
    this.code = facts.code;
    this.file = facts.file ?? null;
    this.line = facts.line ?? null;
    this.section = facts.section ?? null;
    this.key = facts.key ?? null;
    this.value = facts.value ?? null;
    this.cure = facts.cure ?? null;
  }
}

/** Where it is and what to do, which Supervisor's sentence leaves out; null where that tells nothing more. */
export function placeAndCure({ file, line, section, key, cure }: ConfigError): string | null {
  if (line === null && cure === null) return null;
  const place = joined([file, line], ':');
  const setting = joined([section === null ? null : `[${section}]`, key], ' ');
  return joined([joined([place, setting], ': '), cure], ': ');
}

/** All that is known, in one line. */
export function sentenceWithPlace(error: ConfigError): string {
  const rest = placeAndCure(error);
  return rest === null ? error.message : `${error.message} (${rest})`;
}

function joined(parts: readonly (string | number | null)[], separator: string): string {
  return parts.filter((part) => part !== null && part !== '').join(separator);
}
