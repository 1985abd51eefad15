/** What a grammar is: how the text of one kind of value becomes that value, and how a person is told about it. */
import type { Surroundings } from './surroundings.ts';

export type Parsed<Value> =
  | { readonly kind: 'parsed'; readonly value: Value }
  /** `message` is Supervisor's text; `remedy`, what would make the value valid as it stands: `Create /var/log/app`. */
  | { readonly kind: 'invalid'; readonly message: string; readonly remedy: string | null };

export interface Grammar<Value> {
  /** For the reference page: `boolean`, `size`, ... */
  readonly name: string;
  /** What may be written, as the object of a sentence: `a whole number`. */
  readonly accepts: string;
  /** The words among which a misspelt value is looked up. */
  readonly choices?: readonly string[];
  parse(text: string, surroundings: Surroundings): Parsed<Value>;
}

export const parsed = <Value>(value: Value): Parsed<Value> => ({ kind: 'parsed', value });
export const invalid = (message: string, remedy: string | null = null): Parsed<never> => ({
  kind: 'invalid',
  message,
  remedy,
});
