/**
 * One row for each key of each section. Everything that is said about a key is said here once: its grammar, its
 * default and its description. The loader, the hints at unknown keys and the reference page all read these rows.
 */
import type { Grammar } from './grammar.ts';

export interface OptionRow<Value> {
  readonly grammar: Grammar<Value>;
  /** As it would be written in the file; null when an absent key means that there is no value. */
  readonly default: string | null;
  /** For the reference page, where the default is not a fixed text. */
  readonly defaultNote?: string;
  /** The section is refused without it. */
  readonly required?: true;
  /** Expanded and read once for each process of the section, so that it may differ by `%(process_num)s`. */
  readonly perCopy?: true;
  /**
   * Files that were written for Supervisor may hold such a key for another reader, since Supervisor ignores it whatever its
   * value. What vigil cannot read in it is a warning, and the key is left out.
   */
  readonly mayBeForeign?: true;
  /** Sentences for the reference page. */
  readonly description: string;
  /** A value, as it would be written. */
  readonly example: string;
}

export interface Option<Value> extends OptionRow<Value> {
  readonly key: string;
}

/** A key that is never without a value. */
export interface DefaultedOption<Value> extends Option<Value> {
  readonly default: string;
}

export type OptionTable<Rows> = {
  readonly [Key in keyof Rows]: Rows[Key] & { readonly key: string };
};

/** Gives each row its key. Rows stand in the order in which Supervisor checks them. */
export function optionTable<Rows extends Readonly<Record<string, OptionRow<unknown>>>>(
  rows: Rows,
): OptionTable<Rows> {
  const keyed = Object.entries(rows).map(([key, row]) => [key, { ...row, key }]);
  return Object.fromEntries(keyed) as OptionTable<Rows>;
}
